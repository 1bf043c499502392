import type { Requests } from './example.ts'

/** A valid request for each operation on subscriptions. */
export const subscriptionRequests: Requests = {
  listSubscriptions: () => ['GET', '/v1/subscriptions'],
  getSubscription: ({ subscription }) => ['GET', `/v1/subscriptions/${subscription}`],
  listCustomerSubscriptions: ({ customer }) => ['GET', `/v1/customers/${customer}/subscriptions`],
}
