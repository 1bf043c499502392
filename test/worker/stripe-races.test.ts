import { describe, expect, test } from 'vitest'
import { type ApiResponse, tripsOf } from './harness.ts'
import {
  type ConnectedTenant,
  customerUpdated,
  deliver,
  newConnectedTenant,
  newStripeIds,
  stripeSubscription,
  subscriptionCreated,
} from './stripe.ts'

// A batch that fails in a deadlock is sent again, so as many round trips as requests means no deadlock.

const ROUNDS = 15
const updateOf = (tenant: ConnectedTenant, { cus, sub }: { cus: string; sub: string }, quantity: number) =>
  tenant.event('customer.subscription.updated', stripeSubscription(sub, cus, { quantity }), { created: quantity })

/** Ways to give the customer the email of waiting events. */
const CHANGES: Record<string, (tenant: ConnectedTenant, id: string, email: string) => Promise<ApiResponse>> = {
  PATCH: (tenant, id, email) => tenant.patch(`/v1/customers/${id}`, { email }),
  PUT: (tenant, _, email) => tenant.put(`/v1/customers/external/${email}`, { email }),
  restore: (tenant, id) => tenant.post(`/v1/customers/${id}/restore`),
}

test.each(Object.entries(CHANGES))(
  'a %s that applies waiting events and concurrent events of the same customer cause no deadlock',
  async (kind, change) => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    for (let round = 0; round < ROUNDS; round++) {
      const email = `steve-${round}@a.example`
      const [linked, waiting] = [newStripeIds(), newStripeIds()]
      const fields = { email: kind === 'restore' ? email : `not-${email}`, external_id: email }
      const { id } = await tenant.customer(fields)
      await deliver(tenant.link(linked.cus, id))
      if (kind === 'restore') await tenant.delete(`/v1/customers/${id}`)
      await deliver(customerUpdated(tenant, waiting.cus, { email }))
      await deliver(subscriptionCreated(tenant, waiting))

      const work = async () => {
        const [{ status }, ...outcomes] = await Promise.all([
          change(tenant, id, email),
          ...[1, 2, 3].map((quantity) => deliver(updateOf(tenant, linked, quantity))),
          deliver(customerUpdated(tenant, waiting.cus, { email }, 1_700_000_001)),
        ])
        const either = expect.stringMatching(/^(waiting|applied)$/)
        expect([status, ...outcomes]).toEqual([200, 'applied', 'applied', 'applied', either])
      }
      expect(await tripsOf(work)).toBe(5)
      expect(await tenant.subscriptionsOf(id)).toHaveLength(2)
    }
  },
)

test('customers that exchange emails while events for both arrive cause no deadlock', async () => {
  const tenant = await newConnectedTenant({ linkByEmail: true })
  for (let round = 0; round < ROUNDS; round++) {
    const customers = await Promise.all(
      ['a', 'b', 'c'].map(async (name) => {
        const [linked, waiting] = [newStripeIds(), newStripeIds()]
        const { id } = await tenant.customer()
        await deliver(tenant.link(linked.cus, id))
        await deliver(customerUpdated(tenant, waiting.cus, { email: `${name}${round}@a.example` }))
        // Its subscription already belongs to this customer, so that linking it to another one changes both.
        await tenant.row('subscriptions', { customer_id: id, stripe_subscription_id: waiting.sub, status: 'active' })
        await deliver(subscriptionCreated(tenant, waiting))
        return { id, linked, waiting }
      }),
    )
    const work = async () => {
      const changes = customers.map(({ id }, place) => {
        const name = 'bca'[place]
        return tenant.patch(`/v1/customers/${id}`, { email: `${name}${round}@a.example` })
      })
      const events = customers.map(({ linked }, place) => deliver(updateOf(tenant, linked, place)))
      expect((await Promise.all(changes)).map(({ status }) => status)).toEqual([200, 200, 200])
      expect(await Promise.all(events)).toEqual(Array(3).fill('applied'))
    }
    expect(await tripsOf(work)).toBe(6)
    for (const [place, { waiting }] of customers.entries()) {
      const { body } = await tenant.get(`/v1/customers/${customers[(place + 2) % 3]?.id}`)
      const subscriptions = body.subscriptions.map((one: Record<string, string>) => one.stripe_subscription_id)
      expect(subscriptions).toContain(waiting.sub)
    }
  }
})

describe('an event with an email and a concurrent change that gives a customer this email', () => {
  const WAYS: Record<string, (tenant: ConnectedTenant, id: string, email: string) => Promise<ApiResponse>> = {
    ...CHANGES,
    create: (tenant, _, email) => tenant.post('/v1/customers', { email }),
    batch: (tenant, _, email) => tenant.post('/v1/customers/batch', { customers: [{}, { email }] }),
    clone: (tenant, id, email) =>
      tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', email }),
  }

  test.each(Object.entries(WAYS))('always end linked: %s', async (kind, change) => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    for (let round = 0; round < ROUNDS; round++) {
      const email = `steve-${round}@a.example`
      const { cus } = newStripeIds()
      const { id } = await tenant.customer({ external_id: email, email: kind === 'restore' ? email : null })
      if (kind === 'restore') await tenant.delete(`/v1/customers/${id}`)
      await Promise.all([change(tenant, id, email), deliver(customerUpdated(tenant, cus, { email }))])
      const { body } = await tenant.get(`/v1/customers?email=${email}`)
      expect([round, await tenant.stripeIdOf(body.customers[0].id)]).toEqual([round, cus])
    }
  })
})
