import type { Requests } from './example.ts'

/** A valid request for the webhook: an event without effect. */
export const stripeRequests: Requests = {
  stripeWebhook: ({ account }) => [
    'POST',
    '/v1/webhooks/stripe',
    {
      id: `evt_${crypto.randomUUID()}`,
      object: 'event',
      type: 'account.updated',
      created: 1_700_000_000,
      livemode: true,
      account,
      data: { object: {} },
    },
  ],
}
