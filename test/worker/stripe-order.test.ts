import { describe, expect, test } from 'vitest'
import {
  deliver,
  newConnectedTenant,
  newStripeIds,
  type StripeEvent,
  type SubscriptionChange,
  subscriptionEvents,
} from './stripe.ts'

/** The final status of a customer's only subscription after these changes, in this order. */
async function finalStatus(changes: SubscriptionChange[], order: number[]): Promise<unknown> {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  const ids = newStripeIds()
  await deliver(tenant.link(ids.cus, id))
  const events = subscriptionEvents(tenant, ids, changes)
  for (const place of order) await deliver(events[place] as StripeEvent)
  return (await tenant.subscriptionsOf(id))[0]?.status
}

describe('of events from different seconds, the newest wins in any order of arrival', () => {
  const changes = [
    { kind: 'created', created: 1, status: 'incomplete' },
    { kind: 'updated', created: 2, status: 'active' },
    { kind: 'updated', created: 3, status: 'past_due' },
  ]
  test.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]], [[2, 1, 0, 1, 0, 2, 0]]])(
    '%j',
    async (order) => {
      expect(await finalStatus(changes, order)).toBe('past_due')
    },
  )
})

describe('of events from the same second', () => {
  const at = (kind: string, status: string, previous?: string) => ({ kind, created: 9, status, previous })
  test.each([
    ['a creation comes first', [at('created', 'active'), at('updated', 'incomplete')], 'incomplete'],
    ['a deletion comes last', [at('updated', 'active', 'canceled'), at('deleted', 'canceled')], 'canceled'],
    [
      'a change comes after the status that it replaced',
      [at('updated', 'past_due'), at('updated', 'active', 'past_due')],
      'active',
    ],
    [
      'a chain of changes ends with its last one',
      [at('updated', 'active', 'past_due'), at('updated', 'past_due', 'incomplete'), at('updated', 'incomplete')],
      'active',
    ],
    [
      'a change comes after a reminder with the status that it replaced',
      [at('trial_will_end', 'trialing'), at('updated', 'active', 'trialing')],
      'active',
    ],
    [
      'without previous statuses, the status that is further on wins',
      [at('updated', 'trialing'), at('updated', 'active')],
      'active',
    ],
    [
      'with contradictory previous statuses, the status that is further on wins',
      [at('updated', 'active', 'past_due'), at('updated', 'past_due', 'active')],
      'past_due',
    ],
  ])('%s', async (_, changes, expected) => {
    const order = changes.map((_, place) => place)
    expect(await finalStatus(changes, order)).toBe(expected)
    expect(await finalStatus(changes, order.toReversed())).toBe(expected)
  })
})
