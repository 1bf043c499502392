import { createRoute } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { etagHeader, etagOf, hasVersion, ifMatch, requireVersion, versionsOf } from '../http/etag.ts'
import { changed, shownTo } from '../openapi/changed.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { Customer, type CustomerRow, present } from './customer.ts'
import { customerPath } from './fields.ts'
import { customerWhere, type Holder, taken } from './queries.ts'

const route = createRoute({
  operationId: 'restoreCustomer',
  method: 'post',
  path: '/v1/customers/{customer_id}/restore',
  tags: ['Customers'],
  summary: 'Restore an archived customer',
  description:
    'Restores an archived customer. A customer that is not archived is returned unchanged. A 409 response means ' +
    'that its email or external id is in use.',
  request: { params: customerPath, headers: ifMatch },
  responses: { 200: { ...json(changed(Customer, 'customers'), 'The customer.'), headers: etagHeader } },
})

export const restore = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const versions = versionsOf(c.req.header('If-Match'))

    const [restored, found, holders] = await c.var.db.batch((q) => [
      q.execute(sql`
        update customers set archived_at = null
         where id = ${customer_id}::uuid and archived_at is not null and ${hasVersion(versions)}
           and not exists (${holdersOfArchived(customer_id)})
        returning id`),
      q.execute<CustomerRow>(customerWhere(sql`c.id = ${customer_id}::uuid`)),
      q.execute<Holder>(holdersOfArchived(customer_id)),
    ])
    const [row] = found.rows
    if (!row) throw new ApiError('not_found')
    if (restored.rows.length === 0) requireVersion(versions, row)
    if (row.archived_at !== null) throw taken(holders.rows[0])

    return c.json(shownTo(c.var.caller, 'customers', present(row)), 200, { ETag: etagOf(row) })
  },
  { errors: ['not_found', 'email_taken', 'external_id_taken', 'conflict', 'precondition_failed'] },
)

/** The customer that has since taken the email or external id of an archived customer. */
function holdersOfArchived(id: string) {
  return sql`
    select holder.id, holder.email_key is not distinct from gone.email_key and gone.email_key is not null as has_email
      from customers gone
      join customers holder on holder.archived_at is null and holder.id <> gone.id
       and (holder.email_key = gone.email_key or holder.external_id = gone.external_id)
     where gone.id = ${id}::uuid and gone.archived_at is not null
     order by has_email desc limit 1`
}
