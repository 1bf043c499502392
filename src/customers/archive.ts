import { createRoute, z } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { type SQL, sql } from '../db/sql.ts'
import { ApiError, notFound } from '../errors.ts'
import { checked, hasVersion, ifMatch, requireVersion, type Versioned, versionsOf } from '../http/etag.ts'
import { Failure } from '../openapi/failure.ts'
import { id } from '../openapi/fields.ts'
import { operation } from '../operation.ts'
import { customerPath } from '../validation/fields.ts'
import type { NewCustomerRow } from './customer.ts'

const route = createRoute({
  operationId: 'archiveCustomer',
  method: 'delete',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Archive a customer',
  description:
    'Archives the customer. Get, list and clone no longer find it unless archived customers are requested, its ' +
    'email and external id become available again, and it can be restored. Rejected while the customer has ' +
    'active subscriptions or running instances.',
  request: { params: customerPath, headers: ifMatch },
  responses: { 204: { description: 'The customer is archived.' } },
})

const ids = (description: string) => z.array(id(EXAMPLE_ID)).max(100).optional().openapi({ description })
const EXAMPLE_ID = '0198c1f2-9d41-7aa0-8a46-2f0f3c0c7a5e'
const ArchiveFailure = Failure.extend({
  active_subscription_ids: ids('Ids of the active subscriptions, at most 100.'),
  running_instance_ids: ids('Ids of the running instances, at most 100.'),
}).openapi('ArchiveFailure')

type Blockers = Versioned & { active_subscription_ids: string[]; running_instance_ids: string[] }

export const archive = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')
    const versions = versionsOf(c.req.header('If-Match'))

    const itself = sql`id = ${customer_id}::uuid and archived_at is null`
    const [[archived], [blockers]] = await c.var.db.batch([
      sql<Pick<NewCustomerRow, 'id'>>`
        update customers set archived_at = now()
         where ${itself} and active_subscription_count = 0 and running_instance_count = 0
           and ${hasVersion(versions)}
        returning id`,
      checked(selectBlockers(itself), versions),
    ])
    if (archived) return c.body(null, 204)

    if (!blockers) throw notFound('customer')
    requireVersion(blockers)
    const { active_subscription_ids, running_instance_ids } = blockers
    const extra = { active_subscription_ids, running_instance_ids }
    const detail = 'The customer has active subscriptions or running instances. End them before archiving it.'
    throw new ApiError('conflict', { detail, extra })
  },
  { errors: ['not_found', 'conflict', 'precondition_failed'], errorSchemas: { 409: ArchiveFailure } },
)

/** What prevents a customer from being archived. */
function selectBlockers(condition: SQL): SQL<Blockers> {
  return sql`
    select version,
           to_json(array(select s.id from subscriptions s where s.customer_id = c.id
                          and s.status in ('active', 'trialing') limit 100)) as active_subscription_ids,
           to_json(array(select i.id from instances i where i.customer_id = c.id
                          and i.status = 'running' limit 100)) as running_instance_ids
      from customers c where ${condition}`
}
