import { createRoute } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { anyRole } from '../auth/policy.ts'
import { customerPath } from '../customers/fields.ts'
import { ApiError } from '../errors.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { askPage } from '../paging/page.ts'
import { listQuery, SubscriptionPage, subscriptionsOf } from './queries.ts'
import { presentSubscription, type SubscriptionRow } from './subscription.ts'

const route = createRoute({
  operationId: 'listCustomerSubscriptions',
  method: 'get',
  path: '/v1/customers/{customer_id}/subscriptions',
  tags: ['Subscriptions'],
  summary: 'List a customer’s subscriptions',
  description: 'Returns a page of one customer’s subscriptions as Stripe last reported them.',
  request: {
    params: customerPath,
    query: listQuery,
  },
  responses: {
    200: json(SubscriptionPage, 'A page of subscriptions and the customer’s total number of subscriptions.'),
  },
})

export const listOfCustomer = operation(
  anyRole('subscriptions:read'),
  route,
  async (c) => {
    const { page, per_page, cursor: _, ...filters } = c.req.valid('query')
    const question = { ...filters, customer_id: c.req.valid('param').customer_id }

    const subscriptions = subscriptionsOf(question, c.var.caller)
    const customer = sql`select 1 from customers where id = ${question.customer_id}::uuid and archived_at is null`
    const answer = await askPage<SubscriptionRow>(c.var, subscriptions, { page, per_page }, question, customer)
    const [customers = []] = answer.further
    if (customers.length === 0) throw new ApiError('not_found')

    return c.json({ subscriptions: answer.rows.map(presentSubscription), ...answer.told }, 200)
  },
  { errors: ['not_found'] },
)
