import { Banner } from '../parts/banner.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FieldGroup } from '../parts/field.tsx'
import { Form } from '../parts/form.tsx'
import { Time } from '../parts/time.tsx'
import { submissionOf } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { isOwn, type Key, keyName } from './names.tsx'

type Props = { visit: Visit; value: Key }

const GRACE = [
  ['0', 'Stop now', 'Every request with the old key fails immediately.'],
  ['3600', 'One more hour', 'If the key is used in one place.'],
  ['86400', 'One more day', 'If other people must replace it.'],
  ['604800', 'One more week', 'If the key is used in many places.'],
] as const

/** Asks how long the old key should keep working. */
export function RotateDialog({ visit, value }: Props) {
  const failed = submissionOf(visit.submission, 'rotate')
  const chosen = failed?.values.grace_seconds ?? '86400'
  return (
    <Dialog
      id="rotate"
      title={`Rotate “${keyName(value)}”?`}
      open={failed !== undefined}
      actions={
        <button class="button" type="submit" data-kind="main" form="rotate-form">
          Rotate key
        </button>
      }
    >
      {failed && <Banner tone="red">{failed.summary}</Banner>}
      <p>
        A new key with the same name, role and scopes replaces it. Choose how long the old key keeps working.{' '}
        <LastUse visit={visit} value={value} />
      </p>
      {isOwn(visit, value) && (
        <p>
          <strong>You are signed in with this key.</strong> Copy the new key and sign in with it: the old one can no
          longer manage keys.
        </p>
      )}
      <Form visit={visit} action={`/dashboard/api-keys/${value.id}/rotate`} id="rotate-form" once>
        <FieldGroup id="grace_seconds" label="How long the old key keeps working" kind="choices" quiet>
          {GRACE.map(([seconds, label, hint]) => (
            <label>
              <input
                type="radio"
                name="grace_seconds"
                value={seconds}
                checked={seconds === chosen || undefined}
                autofocus={seconds === chosen || undefined}
              />
              <strong>{label}</strong>
              <small>{hint}</small>
            </label>
          ))}
        </FieldGroup>
      </Form>
    </Dialog>
  )
}

/** Names the consequences. The last key that can manage keys needs a second confirmation. */
export function RevokeDialog({ visit, value, ...key }: Props & { isLast: boolean }) {
  const failed = submissionOf(visit.submission, 'revoke')
  const isLast = failed?.code === 'conflict' && key.isLast
  return (
    <Dialog
      id="revoke"
      title={`Revoke “${keyName(value)}”?`}
      open={failed !== undefined}
      actions={
        <Form visit={visit} action={`/dashboard/api-keys/${value.id}/revoke`} once>
          {isLast && <input type="hidden" name="force" value="true" />}
          <button class="button" type="submit" data-kind="danger">
            {isLast ? 'Revoke the last key' : 'Revoke key'}
          </button>
        </Form>
      }
    >
      {failed && (
        <Banner tone="red">
          {isLast
            ? 'This is the last active admin key that can manage keys. Without it, only the operator can create one.'
            : failed.summary}
        </Banner>
      )}
      <p>
        All further requests with this key will fail, and its dashboard sessions will end. This cannot be undone.{' '}
        <LastUse visit={visit} value={value} />
      </p>
      {isOwn(visit, value) && (
        <p>
          <strong>You are signed in with this key.</strong> Revoking it signs you out.
        </p>
      )}
      {value.replaced_by === null && <p>To replace the key without interruption, rotate it instead.</p>}
    </Dialog>
  )
}

function LastUse({ visit, value: { last_used_at } }: Props) {
  if (last_used_at === null) return <>It has never been used.</>
  return (
    <>
      It was last used <Time at={last_used_at} now={visit.now} />.
    </>
  )
}
