import { createRoute } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { customerOwned } from '../paging/customer-owned.ts'
import { fetchPage } from '../paging/page.ts'
import { several, uuid } from '../validation/fields.ts'
import { listQuery, SubscriptionPage } from './queries.ts'
import { presentSubscription, type SubscriptionRow } from './subscription.ts'

const route = createRoute({
  operationId: 'listSubscriptions',
  method: 'get',
  path: '/v1/subscriptions',
  tags: ['Subscriptions'],
  summary: 'List subscriptions',
  description: 'Returns a page of the tenant’s subscriptions as Stripe last reported them.',
  request: {
    query: listQuery.extend({
      customer_id: several(uuid).openapi({ description: 'Only what belongs to this customer.' }),
    }),
  },
  responses: { 200: json(SubscriptionPage, 'A page of subscriptions.') },
})

export const list = operation(anyRole('subscriptions:read'), route, async (c) => {
  const query = c.req.valid('query')
  const { rows, pagination } = await fetchPage<SubscriptionRow>(
    c.var,
    customerOwned('subscriptions', query, c.var.caller),
    query,
  )
  return c.json({ subscriptions: rows.map(presentSubscription), ...pagination }, 200)
})
