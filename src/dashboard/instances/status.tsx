import { type InstanceStatus, STARTING, statusesAfter } from '../../instances/status.ts'
import { statusOf } from '../parts/badge.tsx'
import { Dialog, OpenDialog } from '../parts/dialog.tsx'
import { Form } from '../parts/form.tsx'
import type { Visit } from '../visit.ts'
import type { InstanceData } from './data.ts'
import { agentOf } from './fields.ts'

type Props = { visit: Visit; data: InstanceData }

const atOf = ({ instance }: InstanceData) => `/dashboard/instances/${instance.id}`

/** The status changes that are allowed now, except the final one. */
export function statusChoices({ instance, isArchived }: InstanceData): InstanceStatus[] {
  return statusesAfter(instance.status).filter((to) => to !== 'terminated' && !(isArchived && STARTING.includes(to)))
}

/** Buttons that change an instance. A change that cannot be undone opens a dialog first. */
export function InstanceActions({ visit, data, isEditing }: Props & { isEditing: boolean }) {
  const { instance, mayWrite, etag } = data
  if (!mayWrite) return null
  const choices = statusChoices(data)
  const at = atOf(data)
  return (
    <div class="actions">
      {!isEditing && (
        <a class="button" href={`${at}?edit=1#edit`}>
          Edit
        </a>
      )}
      {choices.length > 0 && (
        <Form visit={visit} action={`${at}/status`} once>
          <input type="hidden" name="etag" value={etag} />
          {choices.map((to) => (
            <button class="button" type="submit" name="status" value={to}>
              Mark as {statusOf(to)[1].toLowerCase()}
            </button>
          ))}
        </Form>
      )}
      {statusesAfter(instance.status).includes('terminated') && (
        <OpenDialog id="terminate" kind="danger">
          Terminate…
        </OpenDialog>
      )}
      {instance.status === 'terminated' && (
        <OpenDialog id="delete" kind="danger">
          Delete…
        </OpenDialog>
      )}
    </div>
  )
}

/** Names the consequences of terminating or deleting an instance. */
export function EndingDialog({ visit, data }: Props) {
  const { instance, rules = [], mayWrite, etag } = data
  if (!mayWrite) return null
  const isDeletion = instance.status === 'terminated'
  const verb = isDeletion ? 'Delete' : 'Terminate'
  const at = atOf(data)
  const [number, refer] = rules.length === 1 ? ['One rule', 'refers'] : [`${rules.length} rules`, 'refer']
  const kept = isDeletion ? 'will no longer refer to any instance.' : 'will not change.'
  return (
    <Dialog
      id={verb.toLowerCase()}
      title={`${verb} ${agentOf(instance)}?`}
      actions={
        <Form visit={visit} action={`${at}/${isDeletion ? 'delete' : 'status'}`} once>
          <input type="hidden" name="etag" value={etag} />
          {!isDeletion && <input type="hidden" name="status" value="terminated" />}
          <button class="button" type="submit" data-kind="danger">
            {verb} instance
          </button>
        </Form>
      }
    >
      <p>
        {isDeletion
          ? 'The instance and its history will be deleted. This cannot be undone; the audit log keeps the details.'
          : 'A terminated instance cannot be started again, only deleted. To replace it, register a new one.'}
      </p>
      {instance.status === 'running' && <p>The instance is running. Its customer will lose this agent.</p>}
      {rules.length > 0 && (
        <p>
          {number} {refer} to this instance and {kept}
        </p>
      )}
    </Dialog>
  )
}
