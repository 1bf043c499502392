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

type Told = { kind: string; created: number; status: string; previous?: string }

/** A subscription's events as a tenant's account would send them; what tells one event from another is its place. */
function eventsOf(tenant: ConnectedTenant, { cus, sub }: { cus: string; sub: string }, told: Told[]): StripeEvent[] {
  return told.map(({ kind, created, status, previous }, place) => ({
    ...tenant.event(`customer.subscription.${kind}`, {}, { id: `evt_${sub}_${place}`, created }),
    data: {
      object: stripeSubscription(sub, cus, { status }),
      ...(previous && { previous_attributes: { status: previous } }),
    },
  }))
}

/** The status that a customer's one subscription ends with when these come, in this order. */
async function endOf(told: Told[], order: number[]): Promise<unknown> {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  const ids = newStripeIds()
  await deliver(tenant.link(ids.cus, id))
  const events = eventsOf(tenant, ids, told)
  for (const place of order) await deliver(events[place] as StripeEvent)
  return (await tenant.subscriptionsOf(id))[0]?.status
}

describe('the newest of events from different seconds wins, in any order of arrival', () => {
  const told = [
    { kind: 'created', created: 1, status: 'incomplete' },
    { kind: 'updated', created: 2, status: 'active' },
    { kind: 'updated', created: 3, status: 'past_due' },
  ]
  test.each([[[0, 1, 2]], [[0, 2, 1]], [[1, 0, 2]], [[1, 2, 0]], [[2, 0, 1]], [[2, 1, 0]], [[2, 1, 0, 1, 0, 2, 0]]])(
    '%j',
    async (order) => {
      expect(await endOf(told, order)).toBe('past_due')
    },
  )
})

describe('of events of one second', () => {
  const at = (kind: string, status: string, previous?: string) => ({ kind, created: 9, status, previous })
  test.each([
    ['a creation comes before all else', [at('created', 'active'), at('updated', 'incomplete')], 'incomplete'],
    ['a deletion comes last', [at('updated', 'active', 'canceled'), at('deleted', 'canceled')], 'canceled'],
    ['one tells what it changed', [at('updated', 'past_due'), at('updated', 'active', 'past_due')], 'active'],
    [
      'a chain of changes ends with its last',
      [at('updated', 'active', 'past_due'), at('updated', 'past_due', 'incomplete'), at('updated', 'incomplete')],
      'active',
    ],
    [
      'a change tells against a reminder that knows of none',
      [at('trial_will_end', 'trialing'), at('updated', 'active', 'trialing')],
      'active',
    ],
    ['neither tells: the status that is further on', [at('updated', 'trialing'), at('updated', 'active')], 'active'],
    [
      'each tells against the other: the status that is further on',
      [at('updated', 'active', 'past_due'), at('updated', 'past_due', 'active')],
      'past_due',
    ],
  ])('%s', async (_, told, expected) => {
    const order = told.map((_, place) => place)
    expect(await endOf(told, order)).toBe(expected)
    expect(await endOf(told, order.toReversed())).toBe(expected)
  })
})

const told = fc.record({
  kind: fc.constantFrom('created', 'updated', 'updated', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'),
  created: fc.integer({ min: 1, max: 3 }),
  status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
  previous: fc.option(fc.constantFrom(...SUBSCRIPTION_STATUSES), { nil: undefined }),
})

/** What may be told of the subscription's Stripe customer, in some second. */
const linksOf = (...kinds: string[]) =>
  fc.array(fc.record({ kind: fc.constantFrom(...kinds), created: fc.integer({ min: 1, max: 3 }) }), {
    minLength: 1,
    maxLength: 4,
  })
const byEmail = ['first by email', 'second by email']
const links = fc.oneof(linksOf(...byEmail), linksOf(...byEmail, 'first by id', 'second by id', 'checkout', 'deleted'))

/** Everything in one order, then some once more. */
const orders = (length: number) => {
  const all = Array.from({ length }, (_, place) => place)
  const order = fc.tuple(fc.shuffledSubarray(all, { minLength: length }), fc.array(fc.constantFrom(...all)))
  return fc.tuple(order, order)
}

const run = fc
  .record({ told: fc.array(told, { minLength: 1, maxLength: 6 }), links })
  .chain((all) => fc.record({ all: fc.constant(all), orders: orders(all.told.length + all.links.length) }))

test('any order and repetition of a subscription’s events, and of its customer’s, ends in one state', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ all, orders }) => {
      const ids = newStripeIds()
      const ends = await Promise.all(orders.map(([order, again]) => stateAfter(all, ids, [...order, ...again])))
      expect(ends[1]).toEqual(ends[0])
    }),
    { numRuns: 25 },
  )
}, 120_000)

async function stateAfter(
  all: { told: Told[]; links: { kind: string; created: number }[] },
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
    const said = kind.endsWith('email') ? { email: named.email } : { metadata: { customer_id: named.id } }
    const type = kind === 'deleted' ? 'customer.deleted' : 'customer.updated'
    return tenant.event(type, stripeCustomer(ids.cus, kind === 'deleted' ? {} : said), { id, created })
  })
  const events = [...eventsOf(tenant, ids, all.told), ...linking]
  for (const place of order) await deliver(events[place] as StripeEvent)

  const customers = [first, second].map(async (id) => {
    const subscriptions = (await tenant.subscriptionsOf(id)).map(({ customer_id: _, ...rest }) => rest)
    return { subscriptions, stripe_customer_id: await tenant.stripeIdOf(id) }
  })
  return Promise.all(customers)
}
