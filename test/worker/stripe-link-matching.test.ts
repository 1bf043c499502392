import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator } from './harness.ts'
import {
  customerUpdated,
  deliver,
  newConnectedTenant,
  newStripeIds,
  stripeCheckout,
  stripeCustomer,
  subscriptionCreated,
} from './stripe.ts'

describe('a customer is linked', () => {
  test.each(['customer.created', 'customer.updated'])('by the id in the metadata of a %s', async (type) => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer()
    const { cus } = newStripeIds()
    const object = stripeCustomer(cus, { metadata: { customer_id: id.toUpperCase() } })
    expect(await deliver(tenant.event(type, object))).toBe('applied')
    expect(await tenant.stripeIdOf(id)).toBe(cus)
  })

  test('by its email, in upper or lower case', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer({ email: 'Steve@plumbing.example' })
    const { cus } = newStripeIds()
    expect(await deliver(customerUpdated(tenant, cus, { email: 'steve@PLUMBING.example' }))).toBe('applied')
    expect(await tenant.stripeIdOf(id)).toBe(cus)
  })

  test('by its email only if it is not archived', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const archived = await tenant.customer({ email: 'steve@plumbing.example' })
    expect((await tenant.delete(`/v1/customers/${archived.id}`)).status).toBe(204)
    const event = customerUpdated(tenant, newStripeIds().cus, { email: 'steve@plumbing.example' })
    expect(await deliver(event)).toBe('waiting')
  })

  test('by the client reference id of a checkout', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer()
    const { cus } = newStripeIds()
    const object = stripeCheckout({ customer: cus, client_reference_id: id })
    expect(await deliver(tenant.event('checkout.session.completed', object))).toBe('applied')
    expect(await tenant.stripeIdOf(id)).toBe(cus)
  })

  test('by its id rather than by its email', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const [one, two] = [await tenant.customer({ email: 'one@a.example' }), await tenant.customer()]
    const { cus } = newStripeIds()
    await deliver(customerUpdated(tenant, cus, { email: 'one@a.example', metadata: { customer_id: two.id } }))
    expect([await tenant.stripeIdOf(one.id), await tenant.stripeIdOf(two.id)]).toEqual([null, cus])
  })

  test.each([
    ['metadata that is not an id', { metadata: { customer_id: 'steve' } }],
    ['metadata that is not text', { metadata: { customer_id: { id: 1 } } }],
    ['no metadata and no email', { metadata: null, email: null }],
    ['an unknown id', { metadata: { customer_id: absentId() } }],
    ['an unknown email', { email: 'nobody@a.example' }],
  ])('by nothing else: %s', async (_, fields) => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    await tenant.customer({ email: 'somebody@a.example' })
    expect(await deliver(customerUpdated(tenant, newStripeIds().cus, fields))).toBe('waiting')
    expect(
      await operator('select 1 from customers where tenant_id = $1 and stripe_customer_id is not null', [tenant.id]),
    ).toEqual([])
  })

  test.each([
    ['without a reference', { client_reference_id: null }],
    ['with a reference that is not an id', { client_reference_id: 'cart-7' }],
    ['of a guest', { customer: null }],
  ])('not by a checkout %s', async (_, fields) => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer()
    const object = stripeCheckout({ customer: newStripeIds().cus, client_reference_id: id, ...fields })
    expect(await deliver(tenant.event('checkout.session.completed', object))).toBe('ignored')
    expect(await tenant.stripeIdOf(id)).toBeNull()
  })

  test('only in its own tenant: the id of another tenant’s customer counts as unknown', async () => {
    const [tenant, other] = [await newConnectedTenant({ linkByEmail: true }), await newTenant()]
    const othersCustomer = await other.customer({ email: 'steve@plumbing.example' })
    const ids = newStripeIds()
    const fields = { email: 'steve@plumbing.example', metadata: { customer_id: othersCustomer.id } }
    expect(await deliver(customerUpdated(tenant, ids.cus, fields))).toBe('waiting')
    expect(await deliver(subscriptionCreated(tenant, ids))).toBe('waiting')
    expect((await other.get(`/v1/customers/${othersCustomer.id}`)).body).toMatchObject({
      stripe_customer_id: null,
      subscriptions: [],
    })
  })
})
