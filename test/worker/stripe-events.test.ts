import { describe, expect, test } from 'vitest'
import objects from '../fixtures/stripe-objects.json'
import { operator, tripsOf } from './harness.ts'
import { deliver, newConnectedTenant, newStripeIds, stripeSubscription } from './stripe.ts'

/** A tenant with a customer that is linked to one at Stripe. */
async function linked() {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  const { cus, sub } = newStripeIds()
  await deliver(tenant.link(cus, id))
  return { tenant, id, cus, sub }
}

describe('what a subscription shows', () => {
  test('is read of Stripe’s own example of the current version', async () => {
    const { tenant, id, cus } = await linked()
    const object = { ...objects.subscription, customer: cus }
    expect(await deliver(tenant.event('customer.subscription.created', object))).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toEqual([
      {
        customer_id: id,
        stripe_subscription_id: objects.subscription.id,
        status: 'active',
        product_tier_name: null,
        stripe_price_id: 'price_1PgafmB7WZ01zgkW6dKueIc5',
        amount_cents: 2000,
        currency: 'USD',
        billing_interval: 'month',
        quantity: 1,
        current_period_end: '2000-12-08T15:02:53Z',
        cancel_at_period_end: true,
        trial_end: '2009-02-13T23:31:30Z',
        canceled_at: '2009-02-13T23:31:30Z',
        created_at: '2009-02-13T23:31:30Z',
      },
    ])
    expect((await tenant.get(`/v1/customers/${id}`)).body).toMatchObject({
      subscription_count: 1,
      active_subscription_count: 1,
      latest_subscription_status: 'active',
    })
  })

  const [item] = objects.subscription.items.data
  const priced = (fields: object) => ({ items: { data: [{ ...item, price: { ...item?.price, ...fields } }] } })
  const { current_period_end: _, ...oldItem } = item ?? {}

  test.each([
    [
      'an older version’s period',
      { items: { data: [oldItem] }, current_period_end: 1_800_000_000 },
      { current_period_end: '2027-01-15T08:00:00Z' },
    ],
    [
      'the last period of several items',
      {
        items: {
          data: [
            { ...item, current_period_end: 1 },
            { ...item, current_period_end: 3 },
            { ...item, current_period_end: 2 },
          ],
        },
      },
      { current_period_end: '1970-01-01T00:00:03Z' },
    ],
    [
      'a period of the item before the subscription’s',
      { current_period_end: 5 },
      { current_period_end: '2000-12-08T15:02:53Z' },
    ],
    ['the price’s nickname', priced({ nickname: 'Pro' }), { product_tier_name: 'Pro' }],
    ['an expanded product’s name', priced({ product: { id: 'prod_1', name: 'Team' } }), { product_tier_name: 'Team' }],
    ['a price in tiers', priced({ unit_amount: null }), { amount_cents: null }],
    ['the largest price', priced({ unit_amount: 9_007_199_254_740_991 }), { amount_cents: 9_007_199_254_740_991 }],
    [
      'a yearly price in yen',
      priced({ currency: 'jpy', recurring: { interval: 'year' } }),
      { currency: 'JPY', billing_interval: 'year' },
    ],
    ['no quantity, as with metered prices', { items: { data: [{ ...item, quantity: undefined }] } }, { quantity: 1 }],
    ['a quantity', { items: { data: [{ ...item, quantity: 7 }] } }, { quantity: 7, amount_cents: 2000 }],
    [
      'no items at all',
      { items: undefined },
      { stripe_price_id: null, amount_cents: null, currency: 'USD', quantity: 1 },
    ],
    ['an expanded customer', {}, { status: 'active' }],
    [
      'no trial and no end',
      { trial_end: null, canceled_at: null, cancel_at_period_end: false },
      { trial_end: null, canceled_at: null, cancel_at_period_end: false },
    ],
  ])('%s', async (name, fields, expected) => {
    const { tenant, id, cus, sub } = await linked()
    const customer = name === 'an expanded customer' ? { customer: { id: cus, object: 'customer' } } : {}
    const object = stripeSubscription(sub, cus, { ...fields, ...customer })
    expect(await deliver(tenant.event('customer.subscription.updated', object))).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toMatchObject([expected])
  })

  test.each(['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'])(
    'the status %s',
    async (status) => {
      const { tenant, id, cus, sub } = await linked()
      await deliver(tenant.event('customer.subscription.updated', stripeSubscription(sub, cus, { status })))
      expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status }])
    },
  )
})

describe('events', () => {
  test.each(['created', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'])(
    'customer.subscription.%s is applied',
    async (kind) => {
      const { tenant, id, cus, sub } = await linked()
      const status = kind === 'deleted' ? 'canceled' : kind === 'paused' ? 'paused' : 'active'
      const object = stripeSubscription(sub, cus, { status })
      expect(await deliver(tenant.event(`customer.subscription.${kind}`, object))).toBe('applied')
      expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status }])
    },
  )

  test.each([
    'plan.created',
    'invoice.paid',
    'customer.subscription.pending_update_applied',
    'constructor',
    '__proto__',
  ])('%s is recorded, and changes nothing', async (type) => {
    const { tenant, id, cus, sub } = await linked()
    const event = tenant.event(type, stripeSubscription(sub, cus))
    expect([await deliver(event), await deliver(event)]).toEqual(['ignored', 'duplicate'])
    expect(await tenant.subscriptionsOf(id)).toEqual([])
    expect(await operator('select type, status, payload from stripe_events where id = $1', [event.id])).toEqual([
      { type, status: 'ignored', payload: event },
    ])
  })

  test('twenty deliveries of one event at once have one effect', async () => {
    const { tenant, id, cus, sub } = await linked()
    const event = tenant.event('customer.subscription.created', stripeSubscription(sub, cus))
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => deliver(event)))
    expect(outcomes.sort()).toEqual(['applied', ...Array(19).fill('duplicate')])
    expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
    expect((await tenant.get(`/v1/customers/${id}`)).body.subscription_count).toBe(1)
    const audited = await operator(`select 1 from audit_log where tenant_id = $1 and resource_type = 'subscription'`, [
      tenant.id,
    ])
    expect(audited).toHaveLength(1)
  })

  test('twenty different events at once end in the newest', async () => {
    const { tenant, id, cus, sub } = await linked()
    const events = Array.from({ length: 20 }, (_, index) => {
      const item = { ...objects.subscription.items.data[0], quantity: index }
      const object = stripeSubscription(sub, cus, { items: { data: [item] } })
      return tenant.event('customer.subscription.updated', object, { created: 1_700_000_000 + index })
    })
    await Promise.all(events.map(deliver))
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ quantity: 19 }])
  })

  test('an event is one round trip', async () => {
    const { tenant, cus, sub } = await linked()
    const event = tenant.event('customer.subscription.created', stripeSubscription(sub, cus))
    expect(await tripsOf(() => deliver(event))).toBe(1)
    expect(await tripsOf(() => deliver(event))).toBe(1)
  })

  test('a change is audited as Stripe’s, with the fields before and after and the request, and no change is not', async () => {
    const { tenant, id, cus, sub } = await linked()
    const at = (created: number, status: string) =>
      tenant.event('customer.subscription.updated', stripeSubscription(sub, cus, { status }), { created })
    for (const event of [at(2, 'active'), at(3, 'past_due'), at(4, 'past_due'), at(1, 'trialing')]) await deliver(event)

    const rows = await operator(
      `select operation, action, resource_type, resource_id, actor_key_id, before, after, request_id
         from audit_log where tenant_id = $1 and operation <> 'createCustomer' order by id`,
      [tenant.id],
    )
    const by = { operation: 'stripeWebhook', actor_key_id: null, request_id: expect.stringMatching(/./) }
    expect(rows).toEqual([
      {
        ...by,
        action: 'update',
        resource_type: 'customer',
        resource_id: id,
        before: { stripe_customer_id: null },
        after: { stripe_customer_id: cus },
      },
      {
        ...by,
        action: 'create',
        resource_type: 'subscription',
        resource_id: expect.any(String),
        before: null,
        after: expect.objectContaining({ status: 'active' }),
      },
      {
        ...by,
        action: 'update',
        resource_type: 'subscription',
        resource_id: rows[1]?.resource_id,
        before: { status: 'active' },
        after: { status: 'past_due' },
      },
    ])
  })
})
