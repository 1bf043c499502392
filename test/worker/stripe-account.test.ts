import { describe, expect, test } from 'vitest'
import { operator } from './harness.ts'
import { deliver, errorOf, newConnectedTenant, newEvent, newStripeIds, post, stripeSubscription } from './stripe.ts'

describe('the Stripe account of an event', () => {
  test('returns 404 if no tenant has it, so that Stripe retries; once connected, the event is applied', async () => {
    const { tenant, id, event, body } = await newEvent()
    const account = `acct_${crypto.randomUUID().slice(0, 8)}`
    const unknown = { ...event, account }
    expect(errorOf(await post(JSON.stringify(unknown)))).toEqual([404, 'account_unknown'])
    expect(errorOf(await post(JSON.stringify({ ...event, account: undefined })))).toEqual([404, 'account_unknown'])
    await operator('update tenants set stripe_account_id = $1 where id = $2', [account, tenant.id])
    expect(errorOf(await post(body))).toEqual([404, 'account_unknown'])
    expect(await deliver(unknown)).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
  })

  test('determines the tenant; metadata does not', async () => {
    const [mine, other] = [await newConnectedTenant(), await newConnectedTenant()]
    const { id } = await other.customer({ email: 'steve@plumbing.example' })
    const { cus, sub } = newStripeIds()
    const object = stripeSubscription(sub, cus, { metadata: { tenant_id: other.id, customer_id: id } })
    expect(await deliver(mine.link(cus, id))).toBe('waiting')
    expect(await deliver(mine.event('customer.subscription.created', object))).toBe('waiting')
    expect(await other.subscriptionsOf(id)).toEqual([])
    expect(await operator('select 1 from stripe_events where tenant_id = $1', [other.id])).toEqual([])
  })

  test('selects the sandbox in test mode: neither side sees the other, not even with the same ids', async () => {
    const tenant = await newConnectedTenant()
    const sandbox = tenant.as(tenant.keys.test.key)
    const live = await tenant.customer()
    const { body: inTest } = await sandbox.post('/v1/customers', {})
    const { cus, sub } = newStripeIds()
    for (const [livemode, id] of [
      [true, live.id],
      [false, inTest.id],
    ] as const) {
      await deliver(tenant.link(cus, id, { livemode }))
      const status = livemode ? 'active' : 'past_due'
      const event = tenant.event('customer.subscription.created', stripeSubscription(sub, cus, { status }), {
        livemode,
        id: `evt_${sub}`,
      })
      expect(await deliver(event)).toBe('applied')
    }
    expect(await tenant.subscriptionsOf(live.id)).toMatchObject([{ status: 'active' }])
    expect((await sandbox.get('/v1/subscriptions')).body.subscriptions).toMatchObject([
      { status: 'past_due', customer_id: inTest.id },
    ])
  })

  test('is accepted for a suspended tenant, so that its data is current when it resumes', async () => {
    const { tenant, id, body } = await newEvent()
    await operator('update tenants set suspended_at = now() where id = $1', [tenant.id])
    expect((await post(body)).status).toBe(200)
    await operator('update tenants set suspended_at = null where id = $1', [tenant.id])
    expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
  })
})
