import { createRoute } from '@hono/zod-openapi'
import { admin } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { CustomerCounts, presentCounts, selectCounts } from './segments.ts'

const route = createRoute({
  operationId: 'getCustomerCounts',
  method: 'get',
  path: '/v1/customers/counts',
  tags: ['Customers'],
  summary: 'Count customers',
  description: 'Returns exact counts of customers, equal to the totals of the list with the corresponding filter.',
  responses: { 200: json(CustomerCounts, 'The counts.') },
})

export const counts = operation(admin('customers:read'), route, async (c) => {
  const [rows] = await c.var.db.batch([selectCounts()])
  return c.json(presentCounts(rows), 200)
})
