import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator } from './harness.ts'
import {
  type ConnectedTenant,
  deliver,
  newConnectedTenant,
  newStripeIds,
  stripeCheckout,
  stripeCustomer,
  stripeSubscription,
} from './stripe.ts'

const random = () => crypto.randomUUID()
const created = (tenant: ConnectedTenant, { cus, sub }: { cus: string; sub: string }) =>
  tenant.event('customer.subscription.created', stripeSubscription(sub, cus))
const named = (tenant: ConnectedTenant, cus: string, fields: Record<string, unknown>, at = 1_700_000_000) =>
  tenant.event('customer.updated', stripeCustomer(cus, fields), { created: at })

describe('a customer is linked', () => {
  test.each(['customer.created', 'customer.updated'])('by the id in the metadata of a %s', async (type) => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer()
    const { cus } = newStripeIds()
    const object = stripeCustomer(cus, { metadata: { customer_id: id.toUpperCase() } })
    expect(await deliver(tenant.event(type, object))).toBe('applied')
    expect(await tenant.stripeIdOf(id)).toBe(cus)
  })

  test('by its email, in any case', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer({ email: 'Steve@plumbing.example' })
    const { cus } = newStripeIds()
    expect(await deliver(named(tenant, cus, { email: 'steve@PLUMBING.example' }))).toBe('applied')
    expect(await tenant.stripeIdOf(id)).toBe(cus)
  })

  test('by the reference that a checkout was begun with', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer()
    const { cus } = newStripeIds()
    const object = stripeCheckout({ customer: cus, client_reference_id: id })
    expect(await deliver(tenant.event('checkout.session.completed', object))).toBe('applied')
    expect(await tenant.stripeIdOf(id)).toBe(cus)
  })

  test('by its id rather than by its email', async () => {
    const tenant = await newConnectedTenant()
    const [one, two] = [await tenant.customer({ email: 'one@a.example' }), await tenant.customer()]
    const { cus } = newStripeIds()
    await deliver(named(tenant, cus, { email: 'one@a.example', metadata: { customer_id: two.id } }))
    expect([await tenant.stripeIdOf(one.id), await tenant.stripeIdOf(two.id)]).toEqual([null, cus])
  })

  test.each([
    ['a metadata that is no id', { metadata: { customer_id: 'steve' } }],
    ['a metadata that is no text', { metadata: { customer_id: { id: 1 } } }],
    ['no metadata and no email', { metadata: null, email: null }],
    ['an id that nobody has', { metadata: { customer_id: absentId() } }],
    ['an email that nobody has', { email: 'nobody@a.example' }],
  ])('by nothing else: %s', async (_, fields) => {
    const tenant = await newConnectedTenant()
    await tenant.customer({ email: 'somebody@a.example' })
    expect(await deliver(named(tenant, newStripeIds().cus, fields))).toBe('waiting')
    expect(
      await operator('select 1 from customers where tenant_id = $1 and stripe_customer_id is not null', [tenant.id]),
    ).toEqual([])
  })

  test.each([
    ['without a reference', { client_reference_id: null }],
    ['with one that is no id', { client_reference_id: 'cart-7' }],
    ['of a guest', { customer: null }],
  ])('not by a checkout %s', async (_, fields) => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer()
    const object = stripeCheckout({ customer: newStripeIds().cus, client_reference_id: id, ...fields })
    expect(await deliver(tenant.event('checkout.session.completed', object))).toBe('ignored')
    expect(await tenant.stripeIdOf(id)).toBeNull()
  })

  test('never in another tenant, whose id is as good as none', async () => {
    const [tenant, other] = [await newConnectedTenant(), await newTenant()]
    const foreign = await other.customer({ email: 'steve@plumbing.example' })
    const ids = newStripeIds()
    const fields = { email: 'steve@plumbing.example', metadata: { customer_id: foreign.id } }
    expect(await deliver(named(tenant, ids.cus, fields))).toBe('waiting')
    expect(await deliver(created(tenant, ids))).toBe('waiting')
    expect((await other.get(`/v1/customers/${foreign.id}`)).body).toMatchObject({
      stripe_customer_id: null,
      subscriptions: [],
    })
  })
})

describe('what concerns a Stripe customer that is not linked', () => {
  test.each(['id', 'email', 'checkout'])('is kept, and applied with the link by %s', async (by) => {
    const tenant = await newConnectedTenant()
    const email = `${random()}@a.example`
    const { id } = await tenant.customer({ email })
    const ids = newStripeIds()
    expect(await deliver(created(tenant, ids))).toBe('waiting')
    expect(await tenant.subscriptionsOf(id)).toEqual([])

    const link = {
      id: tenant.link(ids.cus, id),
      email: named(tenant, ids.cus, { email }),
      checkout: tenant.event(
        'checkout.session.completed',
        stripeCheckout({ customer: ids.cus, client_reference_id: id }),
      ),
    }[by]
    expect(link && (await deliver(link))).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ stripe_subscription_id: ids.sub, status: 'active' }])
    expect(await operator('select distinct status from stripe_events where tenant_id = $1', [tenant.id])).toEqual([
      { status: 'applied' },
    ])
  })

  test('is applied once, when link and subscription come at the same moment', async () => {
    const tenant = await newConnectedTenant()
    for (let round = 0; round < 5; round++) {
      const { id } = await tenant.customer()
      const ids = newStripeIds()
      await Promise.all([deliver(tenant.link(ids.cus, id)), deliver(created(tenant, ids))])
      expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
    }
  })

  test('is looked at again when the customer has come to exist meanwhile', async () => {
    const tenant = await newConnectedTenant()
    const ids = newStripeIds()
    expect(await deliver(named(tenant, ids.cus, { email: 'late@a.example' }))).toBe('waiting')
    const { id } = await tenant.customer({ email: 'late@a.example' })
    expect(await deliver(created(tenant, ids))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([ids.cus, 1])
  })

  test('is applied to the customer that its subscription has already, such as one that was imported', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer()
    const ids = newStripeIds()
    await tenant.row('subscriptions', { customer_id: id, stripe_subscription_id: ids.sub, status: 'incomplete' })
    expect(await deliver(created(tenant, ids))).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status: 'active' }])
  })
})

describe('a link', () => {
  test('stays when the email changes, here or at Stripe', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer({ email: 'old@a.example' })
    const other = await tenant.customer({ email: 'new@a.example' })
    const { cus } = newStripeIds()
    await deliver(named(tenant, cus, { email: 'old@a.example' }, 1))
    await operator(`update customers set email = 'elsewhere@a.example' where id = $1`, [id])
    await deliver(named(tenant, cus, { email: 'new@a.example' }, 2))
    expect([await tenant.stripeIdOf(id), await tenant.stripeIdOf(other.id)]).toEqual([cus, null])
  })

  test('by email is the first match by Stripe’s time, whichever comes first', async () => {
    const tenant = await newConnectedTenant()
    const [one, two] = [
      await tenant.customer({ email: 'one@a.example' }),
      await tenant.customer({ email: 'two@a.example' }),
    ]
    const ids = newStripeIds()
    await deliver(named(tenant, ids.cus, { email: 'two@a.example' }, 2))
    await deliver(created(tenant, ids))
    await deliver(named(tenant, ids.cus, { email: 'one@a.example' }, 1))
    expect([await tenant.stripeIdOf(one.id), await tenant.stripeIdOf(two.id)]).toEqual([ids.cus, null])
    expect([(await tenant.subscriptionsOf(one.id)).length, (await tenant.subscriptionsOf(two.id)).length]).toEqual([
      1, 0,
    ])
  })

  test('moves, and the subscriptions with it, when a newer reference names another customer; an older one does not', async () => {
    const tenant = await newConnectedTenant()
    const [one, two] = [await tenant.customer(), await tenant.customer()]
    const ids = newStripeIds()
    await deliver(tenant.link(ids.cus, one.id, { created: 2 }))
    await deliver(created(tenant, ids))
    await deliver(tenant.link(ids.cus, two.id, { created: 3 }))
    await deliver(tenant.link(ids.cus, one.id, { created: 1 }))
    expect([await tenant.stripeIdOf(one.id), await tenant.stripeIdOf(two.id)]).toEqual([null, ids.cus])
    expect((await tenant.get(`/v1/customers/${one.id}`)).body).toMatchObject({
      subscription_count: 0,
      active_subscription_count: 0,
    })
    expect((await tenant.get(`/v1/customers/${two.id}`)).body).toMatchObject({
      subscription_count: 1,
      active_subscription_count: 1,
    })
  })

  test('ends when Stripe deletes the customer; its subscriptions stay, and end as they are reported', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer()
    const ids = newStripeIds()
    await deliver(tenant.link(ids.cus, id, { created: 1 }))
    await deliver(created(tenant, ids))
    const deleted = stripeCustomer(ids.cus, { metadata: { customer_id: id } })
    await deliver(tenant.event('customer.deleted', deleted, { created: 3 }))
    await deliver(tenant.link(ids.cus, id, { created: 2 }))
    expect(await tenant.stripeIdOf(id)).toBeNull()
    const canceled = stripeSubscription(ids.sub, ids.cus, { status: 'canceled' })
    await deliver(tenant.event('customer.subscription.deleted', canceled, { created: 1_700_000_000 }))
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status: 'canceled' }])
  })

  test('is not taken over by another of the same email, whose subscriptions are the customer’s nevertheless', async () => {
    const tenant = await newConnectedTenant()
    const { id } = await tenant.customer({ email: 'guest@a.example' })
    const [first, second] = [newStripeIds(), newStripeIds()]
    await deliver(named(tenant, second.cus, { email: 'guest@a.example' }, 2))
    await deliver(named(tenant, first.cus, { email: 'guest@a.example' }, 1))
    await deliver(named(tenant, second.cus, { email: 'guest@a.example' }, 3))
    for (const ids of [first, second]) expect(await deliver(created(tenant, ids))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([first.cus, 2])
    await deliver(tenant.event('customer.deleted', stripeCustomer(first.cus)))
    expect(await tenant.stripeIdOf(id)).toBe(second.cus)
  })

  test('that an operator made holds for what Stripe reports, and against an email', async () => {
    const tenant = await newConnectedTenant()
    const [own, guest] = [newStripeIds(), newStripeIds()]
    const id = await tenant.row('customers', { stripe_customer_id: own.cus, email: 'a@a.example' })
    await tenant.customer({ email: 'b@a.example' })
    await deliver(named(tenant, own.cus, { email: 'b@a.example' }))
    await deliver(named(tenant, guest.cus, { email: 'a@a.example' }, 1_700_000_001))
    expect(await deliver(created(tenant, own))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([own.cus, 1])
  })
})
