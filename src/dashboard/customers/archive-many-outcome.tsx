import type { Context } from 'hono'
import { renderPage } from '../frame/page.tsx'
import { BackLink } from '../parts/back-link.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Submit } from '../parts/submit.tsx'
import { Table } from '../parts/table.tsx'
import { visitOf } from '../visit.ts'
import { type Attempt, reasonFor, remedyFor } from './attempt.ts'
import { Stopped } from './stopped.tsx'

/** A customer to archive, under the name that the page showed. */
export interface Chosen {
  id: string
  label: string
}

/** The outcome. Undefined if no attempt was made. */
export type Tried = Chosen & { sent?: Attempt }

interface Outcome {
  all: readonly Tried[]
  /** The call after which no others were sent, if there is one. */
  stop: Attempt | undefined
  /** Address of the list from which they were selected. */
  list: string
  idempotencyKey: string
}

/** Whether a call failed for a reason unrelated to its customer, so that the next one would fail as well. */
export const isStop = (sent: Attempt) => !sent.ok && remedyFor(sent) !== 'none'

export const archivedText = (number: number) =>
  number === 1 ? '1 customer was archived' : `${number} customers were archived`

/** Shows which customers were archived, and which were not and why. Needs no database, which may be unavailable. */
export function renderArchived(c: Context, { all, stop, list, idempotencyKey }: Outcome) {
  const visit = visitOf(c.req.raw)
  const archived = all.filter(({ sent }) => sent?.ok)
  const rejected = all.filter(({ sent }) => sent && !sent.ok && !isStop(sent))
  const left = all.filter((one) => !archived.includes(one) && !rejected.includes(one))
  const button = left.length === 1 ? 'Archive the remaining customer' : `Archive the remaining ${left.length} customers`
  return renderPage(
    c,
    { title: archivedText(archived.length), place: 'Customers' },
    <>
      <div class="head">
        <div>
          <BackLink href={list}>Customers</BackLink>
          <h1>{archivedText(archived.length)}</h1>
        </div>
      </div>
      {stop && (
        <Stopped
          page={new URL(list, visit.url)}
          title={
            left.length === 1 ? '1 customer was not archived yet' : `${left.length} customers were not archived yet`
          }
          reason={reasonFor(stop)}
          remedy={remedyFor(stop)}
          button={button}
          promise="Customers that are already archived are not changed."
        />
      )}
      {rejected.length > 0 && (
        <Section title="Not archived" count={rejected.length}>
          <Table
            caption="Customers that were not archived, with the reason"
            columns={[{ label: 'Customer' }, { label: 'Reason', wrap: true }]}
            rows={rejected.map((one) => ({
              cells: [
                <a class="cover" href={`/dashboard/customers/${one.id}#archive`}>
                  {one.label}
                </a>,
                whyNot(one.sent as Attempt),
              ],
            }))}
          />
        </Section>
      )}
      {left.length > 0 && <Names title="Remaining" some={left} />}
      {archived.length > 0 && <Names title="Archived" some={archived} />}
      <Form visit={visit} action="/dashboard/customers/archive">
        <input type="hidden" name="idempotency_key" value={idempotencyKey} />
        <ChosenFields chosen={left} list={new URL(list, visit.url).search} />
        <Submit label={left.length > 0 && button} kind="danger" cancel={list} cancelLabel="Back to the list" />
      </Form>
    </>,
  )
}

function Names({ title, some }: { title: string; some: readonly Tried[] }) {
  return (
    <Section title={title} count={some.length}>
      <p class="names">{some.map(({ label }) => label).join(', ')}</p>
    </Section>
  )
}

/** The fields of a form that archives these customers. */
export function ChosenFields({ chosen, list }: { chosen: readonly Chosen[]; list: string }) {
  return (
    <>
      <input type="hidden" name="list" value={list} />
      {chosen.map(({ id, label }) => (
        <>
          <input type="hidden" name="confirmed" value={id} />
          <input type="hidden" name="label" value={label} />
        </>
      ))}
    </>
  )
}

/** Customers are never deleted, so one that is not found was archived. */
function whyNot(sent: Attempt): string {
  if (sent.status === 404) return 'It was archived in the meantime'
  return sent.body?.active_subscription_ids ? BLOCKED : reasonFor(sent)
}

const BLOCKED = 'It has active subscriptions or running instances, which must end first'
