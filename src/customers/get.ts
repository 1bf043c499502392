import { createRoute } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { anyRole } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { json } from '../openapi.ts'
import { operation } from '../operation.ts'
import { Customer, type CustomerRow, customerPath, present } from './customer.ts'

const route = createRoute({
  operationId: 'getCustomer',
  method: 'get',
  path: '/v1/customers/{customer_id}',
  tags: ['Customers'],
  summary: 'Get a customer',
  description: 'The customer with its counts, its subscriptions and its instances.',
  request: { params: customerPath },
  responses: { 200: json(Customer, 'The customer.') },
})

export const get = operation(
  anyRole('customers:read'),
  route,
  async (c) => {
    const { customer_id } = c.req.valid('param')

    const [{ rows }] = await c.var.db.batch((q) => [q.execute<CustomerRow>(customerWithAll(customer_id))])
    const row = rows[0]
    if (!row) throw new ApiError('not_found')

    return c.json(present(row), 200)
  },
  { errors: ['not_found'] },
)

/** One statement, and the lists as JSON: a join would multiply subscriptions by instances. */
function customerWithAll(id: string) {
  return sql`
    select c.*,
           (select coalesce(jsonb_agg(to_jsonb(s) order by s.created_at desc, s.id desc), '[]')
              from subscriptions s where s.tenant_id = c.tenant_id and s.customer_id = c.id) as subscriptions,
           (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at desc, i.id desc), '[]')
              from instances i where i.tenant_id = c.tenant_id and i.customer_id = c.id) as instances
      from customers c
     where c.id = ${id}::uuid`
}
