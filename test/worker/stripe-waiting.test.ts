import { describe, expect, test } from 'vitest'
import {
  type ConnectedTenant,
  customerUpdated,
  deliver,
  newConnectedTenant,
  newStripeIds,
  subscriptionCreated,
} from './stripe.ts'

/** A tenant with waiting Stripe events about someone who is not yet a customer. */
async function withWaitingEvents(email: string) {
  const tenant = await newConnectedTenant({ linkByEmail: true })
  const ids = newStripeIds()
  expect(await deliver(customerUpdated(tenant, ids.cus, { email }))).toBe('waiting')
  expect(await deliver(subscriptionCreated(tenant, ids))).toBe('waiting')
  return { tenant, ids }
}

async function expectApplied(tenant: ConnectedTenant, id: string, { cus, sub }: { cus: string; sub: string }) {
  expect(await tenant.stripeIdOf(id)).toBe(cus)
  expect(await tenant.subscriptionsOf(id)).toMatchObject([{ stripe_subscription_id: sub }])
  const { body } = await tenant.get('/v1/customers?email=steve@plumbing.example')
  expect(body.customers).toMatchObject([{ id, subscription_count: 1 }])
}

describe('waiting events', () => {
  const email = 'Steve@plumbing.example'

  test('are applied when a customer with the email is created', async () => {
    const { tenant, ids } = await withWaitingEvents('steve@PLUMBING.example')
    await expectApplied(tenant, (await tenant.customer({ email })).id, ids)
  })

  test('are applied when a customer changes its email to the one at Stripe', async () => {
    const { tenant, ids } = await withWaitingEvents(email)
    const { id } = await tenant.customer({ email: 'other@plumbing.example' })
    expect((await tenant.patch(`/v1/customers/${id}`, { email })).status).toBe(200)
    await expectApplied(tenant, id, ids)
  })

  test('are applied when a customer with the email is created by external id', async () => {
    const { tenant, ids } = await withWaitingEvents(email)
    const { body } = await tenant.put('/v1/customers/external/crm-1', { email })
    await expectApplied(tenant, body.id, ids)
  })

  test('are applied when a customer with the email is created in a batch', async () => {
    const { tenant, ids } = await withWaitingEvents(email)
    const { body } = await tenant.post('/v1/customers/batch', { customers: [{}, { email }] })
    await expectApplied(tenant, body.results[1].customer.id, ids)
  })

  test('are applied when an archived customer with the email is restored', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer({ email })
    await tenant.delete(`/v1/customers/${id}`)
    const ids = newStripeIds()
    expect(await deliver(customerUpdated(tenant, ids.cus, { email }))).toBe('waiting')
    expect(await deliver(subscriptionCreated(tenant, ids))).toBe('waiting')
    expect((await tenant.post(`/v1/customers/${id}/restore`)).status).toBe(200)
    await expectApplied(tenant, id, ids)
  })

  test('are not applied to a customer of another tenant', async () => {
    const { tenant } = await withWaitingEvents(email)
    const other = await newConnectedTenant({ linkByEmail: true })
    const { id } = await other.customer({ email })
    expect(await other.stripeIdOf(id)).toBeNull()
    expect((await tenant.get('/v1/subscriptions')).body.total).toBe(0)
  })
})
