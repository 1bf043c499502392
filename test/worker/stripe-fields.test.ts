import { describe, expect, test } from 'vitest'
import objects from '../fixtures/stripe-objects.json'
import { deliver, newLinkedCustomer, stripeSubscription } from './stripe.ts'

describe('a subscription event', () => {
  test('sets all fields from Stripe’s own example of the current version', async () => {
    const { tenant, id, cus } = await newLinkedCustomer()
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
      'the period of an item rather than of the subscription',
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
    [
      'a missing quantity, as with metered prices',
      { items: { data: [{ ...item, quantity: undefined }] } },
      { quantity: 1 },
    ],
    ['a quantity', { items: { data: [{ ...item, quantity: 7 }] } }, { quantity: 7, amount_cents: 2000 }],
    [
      'missing items',
      { items: undefined },
      { stripe_price_id: null, amount_cents: null, currency: 'USD', quantity: 1 },
    ],
    ['an expanded customer', {}, { status: 'active' }],
    [
      'a missing trial and end',
      { trial_end: null, canceled_at: null, cancel_at_period_end: false },
      { trial_end: null, canceled_at: null, cancel_at_period_end: false },
    ],
  ])('supports %s', async (name, fields, expected) => {
    const { tenant, id, cus, sub } = await newLinkedCustomer()
    const customer = name === 'an expanded customer' ? { customer: { id: cus, object: 'customer' } } : {}
    const object = stripeSubscription(sub, cus, { ...fields, ...customer })
    expect(await deliver(tenant.event('customer.subscription.updated', object))).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toMatchObject([expected])
  })

  test.each(['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'])(
    'sets the status %s',
    async (status) => {
      const { tenant, id, cus, sub } = await newLinkedCustomer()
      await deliver(tenant.event('customer.subscription.updated', stripeSubscription(sub, cus, { status })))
      expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status }])
    },
  )

  test('with a status that Stripe adds in the future is recorded, and changes nothing', async () => {
    const { tenant, id, cus, sub } = await newLinkedCustomer()
    await deliver(tenant.event('customer.subscription.created', stripeSubscription(sub, cus, { status: 'active' })))
    const later = tenant.event('customer.subscription.updated', stripeSubscription(sub, cus, { status: 'sleeping' }))
    expect([await deliver(later), await deliver(later)]).toEqual(['ignored', 'duplicate'])
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ status: 'active' }])
  })
})
