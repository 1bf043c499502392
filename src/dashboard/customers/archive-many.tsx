import { z } from '@hono/zod-openapi'
import { admin } from '../../auth/policy.ts'
import { present } from '../../customers/customer.ts'
import { selectActive } from '../../customers/queries.ts'
import { operation } from '../../operation.ts'
import { isUuid } from '../../validation/uuid.ts'
import { hrefWith } from '../address.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Submit } from '../parts/submit.tsx'
import { Table } from '../parts/table.tsx'
import { requireWrite } from '../permissions.ts'
import { visitOf } from '../visit.ts'
import { ChosenFields } from './archive-many-outcome.tsx'
import { blockersOf, Consequences } from './archiving.tsx'
import { nameOf } from './names.ts'

/** The maximum size of a page of the list. */
export const MAX_SELECTED = 100

/** Maximum number of blockers that a row names. */
const MAX_BLOCKERS = 5

const ids = z
  .string()
  .max(40 * MAX_SELECTED)
  .default('')
  .transform((text) => text.split(',').filter(isUuid).slice(0, MAX_SELECTED))

const route = pageRoute({
  id: 'showArchiving',
  path: '/dashboard/customers/archive',
  query: z.object({ ids, list: z.string().catch('') }),
})

/** The first page of the list from which customers were selected; other pages may no longer exist. */
export function listAt(query: string, base: URL): string {
  return hrefWith(new URL(`/dashboard/customers?${new URLSearchParams(query)}`, base), {})
}

/** Links to what must end first, on the page of its customer. */
function Blockers({ of }: { of: Parameters<typeof blockersOf>[0] }) {
  const all = blockersOf(of)
  return (
    <>
      {all.slice(0, MAX_BLOCKERS).map(({ href, text }, index) => (
        <>
          {index > 0 && '; '}
          <a href={`/dashboard/customers/${of.customer.id}${href}`}>{text}</a>
        </>
      ))}
      {all.length > MAX_BLOCKERS && `; ${all.length - MAX_BLOCKERS} more`}
    </>
  )
}

/** Asks before several customers are archived, and names those that cannot be. */
export const manyPage = operation(admin('customers:read'), route, async (c) => {
  const visit = visitOf(c.req.raw)
  const query = c.req.valid('query')
  const list = listAt(query.list, visit.url)
  const [rows] = await c.var.db.batch([selectActive(query.ids)])
  requireWrite(c.var.caller, 'customers')
  const all = rows.map((row) => ({ customer: present(row) }))
  const free = all.filter((one) => blockersOf(one).length === 0)
  const blocked = all.filter((one) => blockersOf(one).length > 0)
  const number = free.length === 1 ? '1 customer' : `${free.length} customers`
  const title = free.length === 0 ? 'None of these customers can be archived' : `Archive ${number}?`
  return renderPage(
    c,
    { title, place: 'Customers' },
    <>
      <div class="head">
        <div>
          <BackLink href={list}>Customers</BackLink>
          <h1>{title}</h1>
        </div>
      </div>
      {free.length > 0 && (
        <Section title="To be archived" count={free.length}>
          <p class="names">{free.map(({ customer }) => nameOf(customer)).join(', ')}</p>
        </Section>
      )}
      {blocked.length > 0 && (
        <Section title="Cannot be archived yet" count={blocked.length}>
          <Table
            caption="Customers that cannot be archived, with what must end first"
            columns={[{ label: 'Customer' }, { label: 'Must end first', wrap: true }]}
            rows={blocked.map((one) => ({
              cells: [
                <a class="cover" href={`/dashboard/customers/${one.customer.id}`}>
                  {nameOf(one.customer)}
                </a>,
                <Blockers of={one} />,
              ],
            }))}
          />
        </Section>
      )}
      {free.length > 0 && <Consequences />}
      <Form visit={visit} action="/dashboard/customers/archive" once>
        <ChosenFields
          chosen={free.map(({ customer }) => ({ id: customer.id, label: [...nameOf(customer)].slice(0, 80).join('') }))}
          list={new URL(list, visit.url).search}
        />
        <Submit
          label={free.length > 0 && `Archive ${number}`}
          kind="danger"
          cancel={list}
          cancelLabel={free.length === 0 ? 'Back to the list' : 'Cancel'}
        />
      </Form>
    </>,
  )
})
