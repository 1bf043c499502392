import { describe, expect, test } from 'vitest'
import { type ConnectedTenant, created, deliver, named, newConnectedTenant, newStripeIds } from './stripe.ts'

/** What Stripe knows already of someone whom the tenant has yet to sign up. */
async function early(email: string) {
  const tenant = await newConnectedTenant()
  const ids = newStripeIds()
  expect(await deliver(named(tenant, ids.cus, { email }))).toBe('waiting')
  expect(await deliver(created(tenant, ids))).toBe('waiting')
  return { tenant, ids }
}

async function expectApplied(tenant: ConnectedTenant, id: string, { cus, sub }: { cus: string; sub: string }) {
  expect(await tenant.stripeIdOf(id)).toBe(cus)
  expect(await tenant.subscriptionsOf(id)).toMatchObject([{ stripe_subscription_id: sub }])
  const { body } = await tenant.get('/v1/customers?email=steve@plumbing.example')
  expect(body.customers).toMatchObject([{ id, subscription_count: 1 }])
}

describe('events that waited are applied as soon as there is a customer with the email', () => {
  const email = 'Steve@plumbing.example'

  test('by its creation', async () => {
    const { tenant, ids } = await early('steve@PLUMBING.example')
    await expectApplied(tenant, (await tenant.customer({ email })).id, ids)
  })

  test('by a change of its email', async () => {
    const { tenant, ids } = await early(email)
    const { id } = await tenant.customer({ email: 'other@plumbing.example' })
    expect((await tenant.patch(`/v1/customers/${id}`, { email })).status).toBe(200)
    await expectApplied(tenant, id, ids)
  })

  test('by your own id for it', async () => {
    const { tenant, ids } = await early(email)
    const { body } = await tenant.put('/v1/customers/external/crm-1', { email })
    await expectApplied(tenant, body.id, ids)
  })

  test('in a batch', async () => {
    const { tenant, ids } = await early(email)
    const { body } = await tenant.post('/v1/customers/batch', { customers: [{}, { email }] })
    await expectApplied(tenant, body.results[1].customer.id, ids)
  })

  test('by its return from the archive', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer({ email })
    await tenant.delete(`/v1/customers/${id}`)
    const ids = newStripeIds()
    expect(await deliver(named(tenant, ids.cus, { email }))).toBe('waiting')
    expect(await deliver(created(tenant, ids))).toBe('waiting')
    expect((await tenant.post(`/v1/customers/${id}/restore`)).status).toBe(200)
    await expectApplied(tenant, id, ids)
  })

  test('and not by the customer of another tenant', async () => {
    const { tenant } = await early(email)
    const other = await newConnectedTenant()
    const { id } = await other.customer({ email })
    expect(await other.stripeIdOf(id)).toBeNull()
    expect((await tenant.get('/v1/subscriptions')).body.total).toBe(0)
  })
})
