import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SUBSCRIPTION_STATUSES } from '../../src/subscriptions/subscription.ts'
import {
  type ConnectedTenant,
  deliver,
  newConnectedTenant,
  newStripeIds,
  type StripeEvent,
  stripeCheckout,
  stripeCustomer,
  subscriptionEvents,
} from './stripe.ts'

// The first and the second customer exist from the start; the third is created later. Events that are `late` are
// delivered only then.

const second = fc.integer({ min: 1, max: 3 })
const change = fc.record({
  kind: fc.constantFrom('created', 'updated', 'updated', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'),
  created: second,
  status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
  previous: fc.option(fc.constantFrom(...SUBSCRIPTION_STATUSES), { nil: undefined }),
  late: fc.boolean(),
})
const lateChange = change.map((event) => ({ ...event, late: true }))

/** Possible events of the subscription's Stripe customer. */
const linksOf = (...kinds: string[]) =>
  fc.array(fc.record({ kind: fc.constantFrom(...kinds), created: second, late: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  })
const byEmail = ['first by email', 'second by email', 'third by email']
type Link = { kind: string; created: number; late: boolean }
const waiting: Link = { kind: 'third by email', created: 1, late: false }
const links = fc.oneof(
  linksOf(...byEmail).map((others) => [waiting, ...others]),
  linksOf(...byEmail, 'first by id', 'second by id', 'checkout', 'deleted'),
)

/** All of these events in one order, then some of them again. */
const delivery = (places: number[], again: number[] = places) =>
  fc
    .tuple(
      fc.shuffledSubarray(places, { minLength: places.length }),
      again.length > 0 ? fc.array(fc.constantFrom(...again)) : fc.constant([]),
    )
    .map((orders) => orders.flat())

const run = fc
  .record({ changes: fc.tuple(fc.array(change, { maxLength: 5 }), lateChange).map((all) => all.flat()), links })
  .chain(({ changes, links }) => {
    const events = [...changes, ...links]
    const placesOf = (late: boolean) => events.flatMap((event, place) => (event.late === late ? [place] : []))
    const order = fc.record({ early: delivery(placesOf(false)), late: delivery(placesOf(true), [...events.keys()]) })
    return fc.record({ changes: fc.constant(changes), links: fc.constant(links), orders: fc.tuple(order, order) })
  })

test('events end in one state, in any order and with any repetition, and the first match by email stands', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ changes, links, orders }) => {
      const ids = newStripeIds()
      const states = await Promise.all(
        orders.map(async ({ early, late }) => {
          const tenant = await newConnectedTenant({ linkByEmail: true })
          const customers = [await tenant.customer({ email: 'first@a.example' })]
          customers.push(await tenant.customer({ email: 'second@a.example' }))
          const events = [...subscriptionEvents(tenant, ids, changes), ...linkingEvents(tenant, ids, links, customers)]
          for (const place of early) await deliver(events[place] as StripeEvent)
          customers.push(await tenant.customer({ email: 'third@a.example' }))
          for (const place of late) await deliver(events[place] as StripeEvent)
          return Promise.all(customers.map(({ id }) => stateOf(tenant, id)))
        }),
      )
      expect(states[1]).toEqual(states[0])
      const owner = ownerOf(links)
      const names = ['first', 'second', 'third']
      const owned = names.filter((_, place) => (states[0]?.[place]?.subscriptions.length ?? 0) > 0)
      expect(owned).toEqual(owner ? [owner] : [])
    }),
    { numRuns: 25 },
  )
}, 120_000)

/** What results from the customer's own events and its links. */
async function stateOf(tenant: ConnectedTenant, id: string) {
  const subscriptions = (await tenant.subscriptionsOf(id)).map(({ customer_id: _, ...rest }) => rest)
  return { subscriptions, stripe_customer_id: await tenant.stripeIdOf(id) }
}

function linkingEvents(tenant: ConnectedTenant, { cus }: { cus: string }, links: Link[], customers: { id: string }[]) {
  return links.map(({ kind, created }, place) => {
    const id = `evt_${cus}_${place}`
    const customer = kind.startsWith('first') ? customers[0]?.id : customers[1]?.id
    if (kind === 'checkout') {
      const object = stripeCheckout({ customer: cus, client_reference_id: customer })
      return tenant.event('checkout.session.completed', object, { id, created })
    }
    if (kind === 'deleted') return tenant.event('customer.deleted', stripeCustomer(cus), { id, created })
    const [name, , by] = kind.split(' ')
    const fields = by === 'email' ? { email: `${name}@a.example` } : { metadata: { customer_id: customer } }
    return tenant.event('customer.updated', stripeCustomer(cus, fields), { id, created })
  })
}

/**
 * The customer that must have the subscription: that of the newest reference, else the first match by email. The third
 * customer's email matches an early event only if no other early event has matched.
 */
function ownerOf(links: Link[]): string | undefined {
  const named = links
    .filter(({ kind }) => kind !== 'deleted')
    .toSorted((one, other) => one.created - other.created)
    .map(({ kind, late }) => ({ kind, late, name: kind === 'checkout' ? 'second' : kind.split(' ')[0] }))
  const reference = named.findLast(({ kind }) => !kind.endsWith('by email'))
  const isMatchedEarly = named.some(({ name, late }) => name !== 'third' && !late)
  const match = named.find(({ name, late }) => name !== 'third' || late || !isMatchedEarly)
  return (reference ?? match)?.name
}
