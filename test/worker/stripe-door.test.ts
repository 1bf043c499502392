import { describe, expect, test } from 'vitest'
import { type Answer, operator, send, tripsOf } from './harness.ts'
import {
  deliver,
  newConnectedTenant,
  newStripeIds,
  post,
  type StripeEvent,
  sign,
  stripeSubscription,
} from './stripe.ts'

const now = () => Math.floor(Date.now() / 1000)
const refused = ({ status, body }: Answer) => [status, body.code]

/** An event that would be applied, as text. */
async function anEvent() {
  const tenant = await newConnectedTenant()
  const { id } = await tenant.customer()
  const { cus, sub } = newStripeIds()
  await deliver(tenant.link(cus, id))
  const event = tenant.event('customer.subscription.created', stripeSubscription(sub, cus))
  return { tenant, id, event, body: JSON.stringify(event) }
}

describe('a signature', () => {
  test('that is missing is refused, without a word to the database', async () => {
    const { body } = await anEvent()
    const trips = await tripsOf(async () => {
      expect(refused(await post(body, { signature: null }))).toEqual([400, 'signature_invalid'])
    })
    expect(trips).toBe(0)
  })

  test.each<[string, (body: string) => Promise<string>]>([
    ['of another secret', (body) => sign(body, { secret: 'whsec_of_another' })],
    ['of another body', (body) => sign(`${body} `)],
    ['of an older scheme', async (body) => (await sign(body)).replace('v1=', 'v0=')],
    ['without a time', async (body) => (await sign(body)).replace(/t=\d+,/, '')],
    ['with two times', async (body) => `t=${now()},${await sign(body, { time: 1 })}`],
    ['with a time that is no number', async (body) => (await sign(body)).replace(/t=\d+/, 't=NaN')],
    ['with a time before the epoch', async (body) => (await sign(body)).replace(/t=/, 't=-')],
    ['whose time was changed', async (body) => (await sign(body, { time: now() - 9 })).replace(/t=\d+/, `t=${now()}`)],
    ['made 302 seconds ago', (body) => sign(body, { time: now() - 302 })],
    ['made 302 seconds from now', (body) => sign(body, { time: now() + 302 })],
    ['of nothing', async () => 't=,v1='],
    ['that is no such thing', async () => 'Bearer hc_live_'],
  ])('%s is refused', async (_, signature) => {
    const { tenant, id, body } = await anEvent()
    expect(refused(await post(body, { signature: await signature(body) }))).toEqual([400, 'signature_invalid'])
    expect(await tenant.subscriptionsOf(id)).toEqual([])
  })

  test.each([-298, 0, 298])('made %i seconds from now is taken', async (seconds) => {
    const { body } = await anEvent()
    const signature = await sign(body, { time: now() + seconds })
    expect(await post(body, { signature })).toMatchObject({ status: 200, body: { status: 'applied' } })
  })

  test('may be by either of two secrets, while one takes the other’s place', async () => {
    const env = { STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old' }
    for (const secret of ['whsec_new', 'whsec_old']) {
      const { body } = await anEvent()
      expect((await post(body, { env, signature: await sign(body, { secret }) })).status).toBe(200)
    }
    const { body } = await anEvent()
    const signature = await sign(body, { secret: 'whsec_new, whsec_old' })
    expect(refused(await post(body, { env, signature }))).toEqual([400, 'signature_invalid'])
  })

  test.each([undefined, '', ' ', ','])('cannot be verified with the secret %j: nothing is taken', async (secret) => {
    const { body } = await anEvent()
    const answer = await post(body, {
      env: { STRIPE_WEBHOOK_SECRET: secret as string },
      signature: await sign(body, { secret: secret || 'x' }),
    })
    expect(refused(answer)).toEqual([503, 'webhook_not_configured'])
  })

  test('stands in the place of a key, which opens nothing here', async () => {
    const { tenant, body } = await anEvent()
    expect(refused(await tenant.post('/v1/webhooks/stripe', body))).toEqual([503, 'webhook_not_configured'])
    expect(refused(await send('GET', '/v1/webhooks/stripe'))).toEqual([405, 'method_not_allowed'])
  })
})

describe('a signed body', () => {
  const changed = (change: (event: StripeEvent) => unknown) => (event: StripeEvent) => JSON.stringify(change(event))
  test.each<[string, (event: StripeEvent) => string]>([
    ['nothing', () => ''],
    ['no JSON', () => '{"id":'],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['a number', () => '7'],
    ['an object of another kind', changed((event) => ({ ...event, object: 'charge' }))],
    ['an event of version 2', changed((event) => ({ ...event, object: 'v2.core.event' }))],
    ['an event without an id', changed((event) => ({ ...event, id: undefined }))],
    ['an event with a long id', changed((event) => ({ ...event, id: 'e'.repeat(256) }))],
    ['an event without a type', changed((event) => ({ ...event, type: undefined }))],
    ['an event without a time', changed((event) => ({ ...event, created: undefined }))],
    ['an event with half a second', changed((event) => ({ ...event, created: 1.5 }))],
    ['an event before the epoch', changed((event) => ({ ...event, created: -1 }))],
    ['an event after the year 9999', changed((event) => ({ ...event, created: 253_402_300_800 }))],
    ['an event without a mode', changed((event) => ({ ...event, livemode: 'true' }))],
    ['an event with an account that is no text', changed((event) => ({ ...event, account: 7 }))],
    ['an event without data', changed((event) => ({ ...event, data: undefined }))],
    ['an event about a list', changed((event) => ({ ...event, data: { object: [] } }))],
    ...(
      [
        ['without an id', { id: undefined }],
        ['of another kind', { object: 'customer' }],
        ['in a status that Stripe has not', { status: 'sleeping' }],
        ['of no time', { created: null }],
        ['with items that are no list', { items: { data: {} } }],
        ['with a price that is no price', { items: { data: [{ price: 7 }] } }],
        ['with half a price', { items: { data: [{ price: { id: 'p', unit_amount: 0.5 } }] } }],
        ['with more than fits', { items: { data: [{ quantity: 2_147_483_648 }] } }],
        ['with a trial of no end', { trial_end: 'never' }],
        ['with a customer that is no customer', { customer: 7 }],
        ['with a NUL', { description: 'a\u0000b' }],
        ['with half of a surrogate pair', { description: '\ud800' }],
      ] as [string, object][]
    ).map(
      ([name, fields]) =>
        [
          `a subscription ${name}`,
          changed((event) => ({ ...event, data: { object: { ...event.data.object, ...fields } } })),
        ] as [string, (event: StripeEvent) => string],
    ),
    [
      'thousands of levels',
      (event) => JSON.stringify(event).replace('"data":{', `"data":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)},`),
    ],
  ])('of %s is 400 and leaves nothing', async (_, text) => {
    const { tenant, event } = await anEvent()
    const before = await operator('select id from stripe_events where tenant_id = $1', [tenant.id])
    expect(refused(await post(text(event)))).toEqual([400, 'event_invalid'])
    expect(await operator('select id from stripe_events where tenant_id = $1', [tenant.id])).toEqual(before)
  })

  test('may be of 1 MiB, and no larger; nothing of a larger one is kept', async () => {
    const { body } = await anEvent()
    const filled = (length: number) => body.replace('{', `{"filling":"${'x'.repeat(length - body.length - 13)}",`)
    const [most, more] = [filled(1024 * 1024), filled(1024 * 1024 + 1)]
    expect([most.length, more.length]).toEqual([1024 * 1024, 1024 * 1024 + 1])
    const answer = await post(more)
    expect(refused(answer)).toEqual([413, 'body_too_large'])
    expect(answer.body.detail).toContain('1024 KiB')
    expect((await post(most)).status).toBe(200)
  })
})

describe('the account', () => {
  test('that is nobody’s is 404, so that Stripe sends again; once it is connected, the same event is applied', async () => {
    const { tenant, id, event, body } = await anEvent()
    const account = `acct_${crypto.randomUUID().slice(0, 8)}`
    const unknown = { ...event, account }
    expect(refused(await post(JSON.stringify(unknown)))).toEqual([404, 'account_unknown'])
    expect(refused(await post(JSON.stringify({ ...event, account: undefined })))).toEqual([404, 'account_unknown'])
    await operator('update tenants set stripe_account_id = $1 where id = $2', [account, tenant.id])
    expect(refused(await post(body))).toEqual([404, 'account_unknown'])
    expect(await deliver(unknown)).toBe('applied')
    expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
  })

  test('decides the tenant: metadata does not', async () => {
    const [mine, other] = [await newConnectedTenant(), await newConnectedTenant()]
    const { id } = await other.customer({ email: 'steve@plumbing.example' })
    const { cus, sub } = newStripeIds()
    const object = stripeSubscription(sub, cus, { metadata: { tenant_id: other.id, customer_id: id } })
    expect(await deliver(mine.link(cus, id))).toBe('waiting')
    expect(await deliver(mine.event('customer.subscription.created', object))).toBe('waiting')
    expect(await other.subscriptionsOf(id)).toEqual([])
    expect(await operator('select 1 from stripe_events where tenant_id = $1', [other.id])).toEqual([])
  })

  test('in test mode is the sandbox’s: nothing crosses either way, not even with the same ids', async () => {
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

  test('of a suspended tenant is served, so that it resumes with what is true', async () => {
    const { tenant, id, body } = await anEvent()
    await operator('update tenants set suspended_at = now() where id = $1', [tenant.id])
    expect((await post(body)).status).toBe(200)
    await operator('update tenants set suspended_at = null where id = $1', [tenant.id])
    expect(await tenant.subscriptionsOf(id)).toHaveLength(1)
  })
})

test('what cannot be taken for now is 503, so that Stripe sends again', async () => {
  const { body } = await anEvent()
  const answer = await post(body, { env: { DATABASE_ENDPOINT: 'http://127.0.0.1:1/sql' } })
  expect(refused(answer)).toEqual([503, 'database_unavailable'])
})
