import { describe, expect, test } from 'vitest'
import objects from '../fixtures/stripe-objects.json'
import { operator, tripsOf } from './harness.ts'
import { deliver, newLinkedCustomer, stripeSubscription } from './stripe.ts'

describe('events', () => {
  test.each(['created', 'updated', 'deleted', 'paused', 'resumed', 'trial_will_end'])(
    'customer.subscription.%s is applied',
    async (kind) => {
      const { tenant, id, cus, sub } = await newLinkedCustomer()
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
    const { tenant, id, cus, sub } = await newLinkedCustomer()
    const event = tenant.event(type, stripeSubscription(sub, cus))
    expect([await deliver(event), await deliver(event)]).toEqual(['ignored', 'duplicate'])
    expect(await tenant.subscriptionsOf(id)).toEqual([])
    expect(await operator('select type, status, payload from stripe_events where id = $1', [event.id])).toEqual([
      { type, status: 'ignored', payload: event },
    ])
  })

  test('twenty concurrent deliveries of one event have one effect', async () => {
    const { tenant, id, cus, sub } = await newLinkedCustomer()
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

  test('twenty concurrent events end in the state of the newest', async () => {
    const { tenant, id, cus, sub } = await newLinkedCustomer()
    const events = Array.from({ length: 20 }, (_, index) => {
      const item = { ...objects.subscription.items.data[0], quantity: index }
      const object = stripeSubscription(sub, cus, { items: { data: [item] } })
      return tenant.event('customer.subscription.updated', object, { created: 1_700_000_000 + index })
    })
    await Promise.all(events.map(deliver))
    expect(await tenant.subscriptionsOf(id)).toMatchObject([{ quantity: 19 }])
  })

  test('an event takes one round trip', async () => {
    const { tenant, cus, sub } = await newLinkedCustomer()
    const event = tenant.event('customer.subscription.created', stripeSubscription(sub, cus))
    expect(await tripsOf(() => deliver(event))).toBe(1)
    expect(await tripsOf(() => deliver(event))).toBe(1)
  })

  test('a change by Stripe is audited with before, after and request id; an event without one is not', async () => {
    const { tenant, id, cus, sub } = await newLinkedCustomer()
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
