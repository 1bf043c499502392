import { lazyRoute } from '../operation.ts'

/** All subscription operations, in the order of the OpenAPI document. Only Stripe changes subscriptions. */
export const subscriptions = [
  lazyRoute('get', '/v1/subscriptions', async () => (await import('./list.ts')).list),
  lazyRoute('get', '/v1/subscriptions/{subscription_id}', async () => (await import('./get.ts')).get),
  lazyRoute(
    'get',
    '/v1/customers/{customer_id}/subscriptions',
    async () => (await import('./list-of-customer.ts')).listOfCustomer,
  ),
]
