import { Banner } from '../parts/banner.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { Form } from '../parts/form.tsx'
import { Time } from '../parts/time.tsx'
import { submissionOf } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { sentencesFor } from '../words/failures.ts'
import type { CustomerData } from './data.ts'
import { nameOf } from './names.ts'

type Props = { visit: Visit; data: CustomerData }

/** The statuses that keep a customer from being archived, as the API checks them. */
const ACTIVE = ['active', 'trialing']

/** What must end before a customer can be archived. */
export function blockersOf({ customer }: Pick<CustomerData, 'customer'>) {
  const subscriptions = customer.subscriptions
    .filter(({ status }) => ACTIVE.includes(status))
    .map((one) => ({ href: `#${one.id}`, text: `${one.product_tier_name ?? 'A subscription'}, ${one.status}` }))
  const instances = customer.instances
    .filter(({ status }) => status === 'running')
    .map((one) => ({ href: `#${one.id}`, text: `${one.agent_name ?? 'An instance'}, running` }))
  return [...subscriptions, ...instances]
}

/** Names the consequences of archiving, or what prevents it. */
export function ArchiveDialog({ visit, data }: Props) {
  const { customer, mayWrite, etag } = data
  if (!mayWrite || customer.archived_at !== null) return null
  const blockers = blockersOf(data)
  const failed = submissionOf(visit.submission, 'archive')
  const name = nameOf(customer)
  const isBlocked = blockers.length > 0
  return (
    <Dialog
      id="archive"
      title={`Archive ${name}?`}
      open={failed !== undefined}
      close={isBlocked ? 'Close' : 'Cancel'}
      actions={
        !isBlocked && (
          <Form visit={visit} action={`/dashboard/customers/${customer.id}/archive`} once>
            <input type="hidden" name="etag" value={etag} />
            <button class="button" type="submit" data-kind="danger">
              Archive customer
            </button>
          </Form>
        )
      }
    >
      {failed && !isBlocked && <Banner tone="red">{failed.summary}</Banner>}
      {isBlocked && (
        <Banner tone="amber">
          <strong>{blockers.length === 1 ? 'This must end first' : `These ${blockers.length} must end first`}</strong>
          <ul>
            {blockers.slice(0, 10).map(({ href, text }) => (
              <li>
                <a href={href} data-close>
                  {text}
                </a>
              </li>
            ))}
          </ul>
        </Banner>
      )}
      <Consequences />
    </Dialog>
  )
}

export function Consequences() {
  return (
    <p>
      An archived customer no longer appears in lists, its rules no longer apply, and its email and external id become
      available to other customers. It can be restored at any time.
    </p>
  )
}

/** Says that a customer is archived, since when and by whom. */
export function ArchivedBanner({ visit, data }: Props) {
  const { customer, archiving, mayWrite } = data
  if (customer.archived_at === null) return null
  const failed = submissionOf(visit.submission, 'restore')
  const other = failed?.failure.existing_customer_id
  return (
    <>
      {failed && (
        <Banner tone="red" role="alert">
          <strong>The customer was not restored.</strong> {sentencesFor(failed.failure)}{' '}
          {typeof other === 'string' && <a href={`/dashboard/customers/${other}`}>Open that customer</a>}
        </Banner>
      )}
      <Banner
        tone="grey"
        icon="archive"
        actions={
          mayWrite && (
            <Form visit={visit} action={`/dashboard/customers/${customer.id}/restore`} once>
              <button class="button" type="submit">
                Restore
              </button>
            </Form>
          )
        }
      >
        <strong>Archived</strong> <Time at={customer.archived_at} now={visit.now} />
        {archiving?.actor_name && ` by the key “${archiving.actor_name}”`}. Its email and external id are available to
        other customers.
        {mayWrite && (
          <p>
            Once restored, it appears in lists again and its rules apply again. Its email and external id must still be
            free.
          </p>
        )}
      </Banner>
    </>
  )
}
