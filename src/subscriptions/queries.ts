import { z } from '@hono/zod-openapi'
import { OWNED_ORDERS } from '../paging/customer-owned.ts'
import { pageOf, pagingQuery, sortingQuery } from '../paging/page.ts'
import { several } from '../validation/fields.ts'
import { Subscription, SubscriptionStatus } from './subscription.ts'

/** Query parameters of both lists. */
export const listQuery = z.strictObject({
  ...pagingQuery,
  ...sortingQuery(OWNED_ORDERS, 'Sort field: time of creation at Stripe or of the last change here.'),
  status: several(SubscriptionStatus).openapi({ description: 'Only subscriptions in this status.' }),
})

export const SubscriptionPage = pageOf('subscriptions', Subscription, 'SubscriptionPage')
