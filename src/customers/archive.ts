import { createRoute } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { admin } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { operation } from '../operation.ts'
import { customerPath } from './profile.ts'

const route = createRoute({
  operationId: 'archiveCustomer',
  method: 'delete',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Archive a customer',
  description:
    'It is gone from get, list and clone unless these are asked for archived ones, its email and external id are free ' +
    'again, and it can be restored. Refused while it has active subscriptions or running instances: the 409 lists at ' +
    'most 100 of each in `active_subscription_ids` and `running_instance_ids`.',
  request: { params: customerPath },
  responses: { 204: { description: 'It is archived.' } },
})

interface Standing extends Record<string, unknown> {
  active_subscription_ids: string[]
  running_instance_ids: string[]
}

export const archive = operation(
  admin('customers:write'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')

    const itself = sql`id = ${customer_id}::uuid and archived_at is null`
    const [archived, standing] = await c.var.db.batch((q) => [
      q.execute(sql`
        update customers set archived_at = now()
         where ${itself} and active_subscription_count = 0 and running_instance_count = 0
        returning id`),
      q.execute<Standing>(sql`
        select to_json(array(select s.id from subscriptions s where s.customer_id = c.id
                              and s.status in ('active', 'trialing') limit 100)) as active_subscription_ids,
               to_json(array(select i.id from instances i where i.customer_id = c.id
                              and i.status = 'running' limit 100)) as running_instance_ids
          from customers c where ${itself}`),
    ])
    if (archived.rows.length > 0) return c.body(null, 204)

    const [row] = standing.rows
    if (!row) throw new ApiError('not_found')
    const detail = 'The customer has active subscriptions or running instances; end them first.'
    throw new ApiError('conflict', { detail, extra: row })
  },
  { errors: ['not_found', 'conflict'] },
)
