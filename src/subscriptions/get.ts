import { createRoute } from '@hono/zod-openapi'
import { anyRole } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { pathId } from '../validation/fields.ts'
import { presentSubscription, Subscription, type SubscriptionRow } from './subscription.ts'

const route = createRoute({
  operationId: 'getSubscription',
  method: 'get',
  path: '/v1/subscriptions/{subscription_id}',
  tags: ['Subscriptions'],
  summary: 'Get a subscription',
  description: 'Returns a subscription as Stripe last reported it.',
  request: {
    params: pathId(
      'subscription_id',
      'Subscription id assigned by this API, not by Stripe.',
      '0198c1f2-9d41-7aa0-8a46-2f0f3c0c7a5e',
    ),
  },
  responses: { 200: json(Subscription, 'The subscription.') },
})

export const get = operation(
  anyRole('subscriptions:read'),
  route,
  async (c) => {
    const { subscription_id } = c.req.valid('param')

    const [[row]] = await c.var.db.batch([
      sql<SubscriptionRow>`select * from subscriptions where id = ${subscription_id}::uuid`,
    ])
    if (!row) throw notFound('subscription')

    return c.json(presentSubscription(row), 200)
  },
  { errors: ['not_found'] },
)
