import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SUBSCRIPTION_STATUSES } from '../../src/subscriptions/subscription.ts'
import {
  type ConnectedTenant,
  deliver,
  newConnectedTenant,
  newStripeIds,
  type StripeEvent,
  stripeCheckout,
  stripeCustomer,
  stripeSubscription,
} from './stripe.ts'

type Change = { kind: string; created: number; status: string; previous?: string }

/** Events of a subscription as the tenant's account would send them. Their ids differ by position. */
function eventsOf(
  tenant: ConnectedTenant,
  { cus, sub }: { cus: string; sub: string },
  changes: Change[],
): StripeEvent[] {
  return changes.map(({ kind, created, status, previous }, place) => ({
    ...tenant.event(`customer.subscription.${kind}`, {}, { id: `evt_${sub}_${place}`, created }),
    data: {
      object: stripeSubscription(sub, cus, { status }),
      ...(previous && { previous_attributes: { status: previous } }),
    },
  }))
}

/** The final status of a customer's only subscription after these changes, in this order. */
async function finalStatus(changes: Change[], order: number[]): Promise<unknown> {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  const ids = newStripeIds()
  await deliver(tenant.link(ids.cus, id))
  const events = eventsOf(tenant, ids, changes)
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

const changeArbitrary = fc.record({
  kind: fc.constantFrom('created', 'updated', 'updated', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'),
  created: fc.integer({ min: 1, max: 3 }),
  status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
  previous: fc.option(fc.constantFrom(...SUBSCRIPTION_STATUSES), { nil: undefined }),
})

/** Possible events of the subscription's Stripe customer, each in some second. */
const linksOf = (...kinds: string[]) =>
  fc.array(fc.record({ kind: fc.constantFrom(...kinds), created: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  })
const byEmail = ['first by email', 'second by email']
const links = fc.oneof(linksOf(...byEmail), linksOf(...byEmail, 'first by id', 'second by id', 'checkout', 'deleted'))

/** All events in one order, then some of them again. */
const orders = (length: number) => {
  const all = Array.from({ length }, (_, place) => place)
  const order = fc.tuple(fc.shuffledSubarray(all, { minLength: length }), fc.array(fc.constantFrom(...all)))
  return fc.tuple(order, order)
}

const run = fc
  .record({ changes: fc.array(changeArbitrary, { minLength: 1, maxLength: 6 }), links })
  .chain((all) => fc.record({ all: fc.constant(all), orders: orders(all.changes.length + all.links.length) }))

test('events of a subscription and its customer end in one state, in any order and with any repetition', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ all, orders }) => {
      const ids = newStripeIds()
      const states = await Promise.all(orders.map(([order, again]) => stateAfter(all, ids, [...order, ...again])))
      expect(states[1]).toEqual(states[0])
    }),
    { numRuns: 25 },
  )
}, 120_000)

async function stateAfter(
  all: { changes: Change[]; links: { kind: string; created: number }[] },
  ids: { cus: string; sub: string },
  order: number[],
) {
  const tenant = await newConnectedTenant()
  const emails = ['first@a.example', 'second@a.example']
  const [first = '', second = ''] = [
    (await tenant.customer({ email: emails[0] })).id,
    (await tenant.customer({ email: emails[1] })).id,
  ]
  const linking = all.links.map(({ kind, created }, place) => {
    const id = `evt_${ids.cus}_${place}`
    if (kind === 'checkout') {
      const object = stripeCheckout({ customer: ids.cus, client_reference_id: second })
      return tenant.event('checkout.session.completed', object, { id, created })
    }
    const named = kind.startsWith('first') ? { id: first, email: emails[0] } : { id: second, email: emails[1] }
    const fields = kind.endsWith('email') ? { email: named.email } : { metadata: { customer_id: named.id } }
    const type = kind === 'deleted' ? 'customer.deleted' : 'customer.updated'
    return tenant.event(type, stripeCustomer(ids.cus, kind === 'deleted' ? {} : fields), { id, created })
  })
  const events = [...eventsOf(tenant, ids, all.changes), ...linking]
  for (const place of order) await deliver(events[place] as StripeEvent)

  const customers = [first, second].map(async (id) => {
    const subscriptions = (await tenant.subscriptionsOf(id)).map(({ customer_id: _, ...rest }) => rest)
    return { subscriptions, stripe_customer_id: await tenant.stripeIdOf(id) }
  })
  return Promise.all(customers)
}
