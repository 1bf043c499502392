import { describe, expect, test } from 'vitest'
import { operator } from './harness.ts'
import {
  customerUpdated,
  deliver,
  newConnectedTenant,
  newStripeIds,
  stripeCheckout,
  stripeCustomer,
  stripeSubscription,
  subscriptionCreated,
} from './stripe.ts'

describe('an event about an unlinked Stripe customer', () => {
  test.each(['id', 'email', 'checkout'])('is stored, and applied when the customer is linked by %s', async (by) => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const email = `${crypto.randomUUID()}@a.example`
    const { id } = await tenant.customer({ email })
    const ids = newStripeIds()
    expect(await deliver(subscriptionCreated(tenant, ids))).toBe('waiting')
    expect(await tenant.subscriptionsOf(id)).toEqual([])

    const link = {
      id: tenant.link(ids.cus, id),
      email: customerUpdated(tenant, ids.cus, { email }),
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

  test('is applied once if link and subscription arrive concurrently', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    for (let round = 0; round < 5; round++) {
      const { id } = await tenant.customer()
      const ids = newStripeIds()
      await Promise.all([deliver(tenant.link(ids.cus, id)), deliver(subscriptionCreated(tenant, ids))])
      expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
    }
  })

  test('is applied after the customer is created', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const ids = newStripeIds()
    expect(await deliver(customerUpdated(tenant, ids.cus, { email: 'late@a.example' }))).toBe('waiting')
    const { id } = await tenant.customer({ email: 'late@a.example' })
    expect(await deliver(subscriptionCreated(tenant, ids))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([ids.cus, 1])
  })

  test('is applied to the customer that its subscription already has, for example after an import', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer()
    const ids = newStripeIds()
    await tenant.row('subscriptions', { customer_id: id, stripe_subscription_id: ids.sub, status: 'incomplete' })
    expect(await deliver(subscriptionCreated(tenant, ids))).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status: 'active' }])
  })
})

describe('the link to a Stripe customer', () => {
  test('is unchanged when the email changes, here or at Stripe', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer({ email: 'old@a.example' })
    const other = await tenant.customer({ email: 'new@a.example' })
    const { cus } = newStripeIds()
    await deliver(customerUpdated(tenant, cus, { email: 'old@a.example' }, 1))
    await operator(`update customers set email = 'elsewhere@a.example' where id = $1`, [id])
    await deliver(customerUpdated(tenant, cus, { email: 'new@a.example' }, 2))
    expect([await tenant.stripeIdOf(id), await tenant.stripeIdOf(other.id)]).toEqual([cus, null])
  })

  test('by email is the first match by Stripe’s time, whichever event arrives first', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const [one, two] = [
      await tenant.customer({ email: 'one@a.example' }),
      await tenant.customer({ email: 'two@a.example' }),
    ]
    const ids = newStripeIds()
    await deliver(customerUpdated(tenant, ids.cus, { email: 'two@a.example' }, 2))
    await deliver(subscriptionCreated(tenant, ids))
    await deliver(customerUpdated(tenant, ids.cus, { email: 'one@a.example' }, 1))
    expect([await tenant.stripeIdOf(one.id), await tenant.stripeIdOf(two.id)]).toEqual([ids.cus, null])
    expect([(await tenant.subscriptionsOf(one.id)).length, (await tenant.subscriptionsOf(two.id)).length]).toEqual([
      1, 0,
    ])
  })

  test('moves with its subscriptions to the customer that a newer reference names, but not an older one', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const [one, two] = [await tenant.customer(), await tenant.customer()]
    const ids = newStripeIds()
    await deliver(tenant.link(ids.cus, one.id, { created: 2 }))
    await deliver(subscriptionCreated(tenant, ids))
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

  test('ends when Stripe deletes the customer; its subscriptions remain, and end as Stripe reports', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer()
    const ids = newStripeIds()
    await deliver(tenant.link(ids.cus, id, { created: 1 }))
    await deliver(subscriptionCreated(tenant, ids))
    const deleted = stripeCustomer(ids.cus, { metadata: { customer_id: id } })
    await deliver(tenant.event('customer.deleted', deleted, { created: 3 }))
    await deliver(tenant.link(ids.cus, id, { created: 2 }))
    expect(await tenant.stripeIdOf(id)).toBeNull()
    const canceled = stripeSubscription(ids.sub, ids.cus, { status: 'canceled' })
    await deliver(tenant.event('customer.subscription.deleted', canceled, { created: 1_700_000_000 }))
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status: 'canceled' }])
  })

  test('stays if another Stripe customer has the same email, whose subscriptions are applied as well', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const { id } = await tenant.customer({ email: 'guest@a.example' })
    const [first, second] = [newStripeIds(), newStripeIds()]
    await deliver(customerUpdated(tenant, second.cus, { email: 'guest@a.example' }, 2))
    await deliver(customerUpdated(tenant, first.cus, { email: 'guest@a.example' }, 1))
    await deliver(customerUpdated(tenant, second.cus, { email: 'guest@a.example' }, 3))
    for (const ids of [first, second]) expect(await deliver(subscriptionCreated(tenant, ids))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([first.cus, 2])
    await deliver(tenant.event('customer.deleted', stripeCustomer(first.cus)))
    expect(await tenant.stripeIdOf(id)).toBe(second.cus)
  })

  test('that an operator sets applies to what Stripe reports, and overrides an email', async () => {
    const tenant = await newConnectedTenant({ linkByEmail: true })
    const [own, guest] = [newStripeIds(), newStripeIds()]
    const id = await tenant.row('customers', { stripe_customer_id: own.cus, email: 'a@a.example' })
    await tenant.customer({ email: 'b@a.example' })
    await deliver(customerUpdated(tenant, own.cus, { email: 'b@a.example' }))
    await deliver(customerUpdated(tenant, guest.cus, { email: 'a@a.example' }, 1_700_000_001))
    expect(await deliver(subscriptionCreated(tenant, own))).toBe('applied')
    expect([await tenant.stripeIdOf(id), (await tenant.subscriptionsOf(id)).length]).toEqual([own.cus, 1])
  })
})
