import { createRoute } from '@hono/zod-openapi'
import { admin, mayRead } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { checked, etagHeader, etagOf, hasVersion, ifMatch, requireVersion, versionsOf } from '../http/etag.ts'
import { json, unread } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerPath } from '../validation/fields.ts'
import { CHANGED, Customer, type CustomerRow, present } from './customer.ts'
import { type Conflict, conflictError, selectCustomer } from './queries.ts'

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
  responses: {
    200: { ...json(Customer, CHANGED), headers: etagHeader },
    204: unread(etagHeader),
  },
})

export const restore = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const versions = versionsOf(c.req.header('If-Match'))

    const [[restored], [row], [conflict]] = await c.var.db.batch([
      sql<Pick<CustomerRow, 'id'>>`
        update customers set archived_at = null
          from (select email as own_email, external_id as own_external_id from customers
                 where id = ${customer_id}::uuid and archived_at is not null) own,
               app.lock_values(array[own_email], array[own_external_id]) locked
         where id = ${customer_id}::uuid and archived_at is not null and ${hasVersion(versions)}
           and (email, external_id) is not distinct from (own_email, own_external_id)
           and not exists (${selectConflictOfArchived(customer_id)})
        returning id`,
      checked(selectCustomer(customer_id), versions),
      selectConflictOfArchived(customer_id),
    ])
    if (!row) throw notFound('customer')
    if (!restored) requireVersion(row)
    if (row.archived_at !== null) throw conflictError(conflict)

    const ETag = etagOf(row)
    const isShown = mayRead(c.var.caller, 'customers')
    if (!isShown) return c.body(null, 204, { ETag, Location: `/v1/customers/${row.id}` })
    return c.json(present(row), 200, { ETag })
  },
  { errors: ['not_found', 'email_taken', 'external_id_taken', 'conflict', 'precondition_failed'] },
)

/** The customer that now uses the email or external id of an archived customer. */
function selectConflictOfArchived(id: string) {
  return sql<Conflict>`
    select other.id, other.email_key is not distinct from archived.email_key and archived.email_key is not null
             as by_email
      from customers archived
      join customers other on other.archived_at is null and other.id <> archived.id
       and (other.email_key = archived.email_key or other.external_id = archived.external_id)
     where archived.id = ${id}::uuid and archived.archived_at is not null
     order by by_email desc limit 1`
}
