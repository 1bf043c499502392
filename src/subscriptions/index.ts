import { entry } from '../operation.ts'

/** Everything that can be done with subscriptions, in the order of the document. Stripe alone changes them. */
export const subscriptions = [
  entry('get', '/v1/subscriptions', async () => (await import('./list.ts')).list),
  entry('get', '/v1/subscriptions/{subscription_id}', async () => (await import('./get.ts')).get),
  entry(
    'get',
    '/v1/customers/{customer_id}/subscriptions',
    async () => (await import('./list-of-customer.ts')).listOfCustomer,
  ),
]
