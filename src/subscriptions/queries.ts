import { z } from '@hono/zod-openapi'
import { OWNED_ORDERS } from '../paging/customer-owned.ts'
import { pageOf, pagingQuery, sortingQuery } from '../paging/page.ts'
import { several } from '../validation/fields.ts'
import { SUBSCRIPTION_STATUSES, Subscription } from './subscription.ts'

/** Query parameters of both lists. */
export const listQuery = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(OWNED_ORDERS, 'Sort field: time of creation at Stripe or of the last change here.'),
  status: several(z.enum(SUBSCRIPTION_STATUSES)).openapi({ description: 'Only subscriptions in this status.' }),
})

export const SubscriptionPage = pageOf('subscriptions', Subscription, 'SubscriptionPage')
