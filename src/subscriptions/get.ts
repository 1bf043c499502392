import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { anyRole } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { uuid } from '../validation/fields.ts'
import { presentSubscription, Subscription, type SubscriptionRow } from './subscription.ts'

const route = createRoute({
  operationId: 'getSubscription',
  method: 'get',
  path: '/v1/subscriptions/{subscription_id}',
  tags: ['Subscriptions'],
  summary: 'Get a subscription',
  description: 'Returns a subscription as Stripe last reported it.',
  request: {
    params: z.strictObject({
      subscription_id: uuid.openapi({
        param: { name: 'subscription_id', in: 'path' },
        description: 'Subscription id assigned by this API, not by Stripe.',
      }),
    }),
  },
  responses: { 200: json(Subscription, 'The subscription.') },
})

export const get = operation(
  anyRole('subscriptions:read'),
  route,
  async (c) => {
    const { subscription_id } = c.req.valid('param')

    const [{ rows }] = await c.var.db.batch((q) => [
      q.execute<SubscriptionRow>(sql`select * from subscriptions where id = ${subscription_id}::uuid`),
    ])
    const [row] = rows
    if (!row) throw new ApiError('not_found')

    return c.json(presentSubscription(row), 200)
  },
  { errors: ['not_found'] },
)
