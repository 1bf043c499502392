import { describe, expect, test } from 'vitest'
import { customerUpdated, deliver, newConnectedTenant, newStripeIds, subscriptionCreated } from './stripe.ts'

const email = 'steve@plumbing.example'

describe('without linking by email', () => {
  test('an event with the email of a customer waits until a reference names the customer', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer({ email })
    const ids = newStripeIds()
    expect(await deliver(customerUpdated(tenant, ids.cus, { email }))).toBe('waiting')
    expect(await deliver(subscriptionCreated(tenant, ids))).toBe('waiting')
    expect([await tenant.stripeIdOf(id), await tenant.subscriptionsOf(id)]).toEqual([null, []])
    expect(await deliver(tenant.link(ids.cus, id))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([ids.cus, 1])
  })

  test('a customer that gets the email of a waiting event is not linked', async () => {
    const tenant = await newConnectedTenant()
    const { cus } = newStripeIds()
    expect(await deliver(customerUpdated(tenant, cus, { email }))).toBe('waiting')
    const { id } = await tenant.customer()
    expect((await tenant.patch(`/v1/customers/${id}`, { email })).status).toBe(200)
    expect(await deliver(customerUpdated(tenant, cus, { email }))).toBe('waiting')
    expect(await tenant.stripeIdOf(id)).toBeNull()
  })
})

test.each([true, false])('a sandbox links by email only if its tenant does: %s', async (linkByEmail) => {
  const tenant = await newConnectedTenant({ linkByEmail })
  const sandbox = tenant.as(tenant.keys.test.key)
  const { cus } = newStripeIds()
  const event = { ...customerUpdated(tenant, cus, { email }), livemode: false }
  expect(await deliver(event)).toBe('waiting')
  const { id } = (await sandbox.post('/v1/customers', { email })).body
  expect((await sandbox.get(`/v1/customers/${id}`)).body.stripe_customer_id).toBe(linkByEmail ? cus : null)
})

describe('the first match by email stands', () => {
  test('when a customer gets the email of an earlier event that matched nobody', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const ids = newStripeIds()
    expect(await deliver(customerUpdated(tenant, ids.cus, { email: 'old@a.example' }, 1))).toBe('waiting')
    const first = await tenant.customer({ email: 'new@a.example' })
    await deliver(customerUpdated(tenant, ids.cus, { email: 'new@a.example' }, 2))
    const late = await tenant.customer({ email: 'old@a.example' })
    await deliver(subscriptionCreated(tenant, ids))
    expect([await tenant.stripeIdOf(first.id), await tenant.stripeIdOf(late.id)]).toEqual([ids.cus, null])
    expect([await tenant.subscriptionsOf(first.id), await tenant.subscriptionsOf(late.id)]).toMatchObject([
      [{ stripe_subscription_id: ids.sub }],
      [],
    ])
  })

  test('even if a reference matched in between', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { cus } = newStripeIds()
    await deliver(customerUpdated(tenant, cus, { email: 'old@a.example' }, 1))
    const named = await tenant.customer()
    await deliver(tenant.link(cus, named.id, { created: 2 }))
    const late = await tenant.customer({ email: 'old@a.example' })
    await deliver(customerUpdated(tenant, cus, { email: null }, 3))
    expect([await tenant.stripeIdOf(named.id), await tenant.stripeIdOf(late.id)]).toEqual([cus, null])
  })
})
