import { describe, expect, test } from 'vitest'
import { storeWebhookSecrets } from '../../src/admin/stripe-secrets.ts'
import { operator, send, tripsOf } from './harness.ts'
import { errorOf, newEvent, post, sign } from './stripe.ts'

const now = () => Math.floor(Date.now() / 1000)

describe('a signature', () => {
  test('that is missing is rejected, without a database request', async () => {
    const { body } = await newEvent()
    const trips = await tripsOf(async () => {
      expect(errorOf(await post(body, { signature: null }))).toEqual([400, 'signature_invalid'])
    })
    expect(trips).toBe(0)
  })

  test.each<[string, (body: string) => Promise<string>]>([
    ['of another secret', (body) => sign(body, { secret: 'whsec_of_another' })],
    ['of another body', (body) => sign(`${body} `)],
    ['of an older scheme', async (body) => (await sign(body)).replace('v1=', 'v0=')],
    ['without a time', async (body) => (await sign(body)).replace(/t=\d+,/, '')],
    ['with two times', async (body) => `t=${now()},${await sign(body, { time: 1 })}`],
    ['with a time that is not a number', async (body) => (await sign(body)).replace(/t=\d+/, 't=NaN')],
    ['with a time before the epoch', async (body) => (await sign(body)).replace(/t=/, 't=-')],
    ['whose time was changed', async (body) => (await sign(body, { time: now() - 9 })).replace(/t=\d+/, `t=${now()}`)],
    ['created 302 seconds ago', (body) => sign(body, { time: now() - 302 })],
    ['created 302 seconds from now', (body) => sign(body, { time: now() + 302 })],
    ['with empty values', async () => 't=,v1='],
    ['in another format', async () => 'Bearer hc_live_'],
  ])('%s is rejected', async (_, signature) => {
    const { tenant, id, body } = await newEvent()
    expect(errorOf(await post(body, { signature: await signature(body) }))).toEqual([400, 'signature_invalid'])
    expect(await tenant.subscriptionsOf(id)).toEqual([])
  })

  test.each([-298, 0, 298])('created %i seconds from now is accepted', async (seconds) => {
    const { body } = await newEvent()
    const signature = await sign(body, { time: now() + seconds })
    expect(await post(body, { signature })).toMatchObject({ status: 200, body: { status: 'applied' } })
  })

  test('is accepted from either of two secrets, so that one can replace the other', async () => {
    const env = { STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old' }
    await storeWebhookSecrets(operator, ['whsec_new', 'whsec_old'])
    for (const secret of ['whsec_new', 'whsec_old']) {
      const { body } = await newEvent()
      expect((await post(body, { env, signature: await sign(body, { secret }) })).status).toBe(200)
    }
    const { body } = await newEvent()
    const signature = await sign(body, { secret: 'whsec_new, whsec_old' })
    expect(errorOf(await post(body, { env, signature }))).toEqual([400, 'signature_invalid'])
  })

  test('by a secret that the database does not know is rejected, and the event is not stored', async () => {
    const { tenant, body } = await newEvent()
    const stored = () => operator('select id from stripe_events where tenant_id = $1', [tenant.id])
    const before = await stored()
    const secret = `whsec_${crypto.randomUUID()}`
    const signature = await sign(body, { secret })
    const response = await post(body, { env: { STRIPE_WEBHOOK_SECRET: secret }, signature })
    expect(errorOf(response)).toEqual([503, 'webhook_secret_unknown'])
    expect(await stored()).toEqual(before)
  })

  test.each([undefined, '', ' ', ','])('cannot be verified with the secret %j, so it is rejected', async (secret) => {
    const { body } = await newEvent()
    const response = await post(body, {
      env: { STRIPE_WEBHOOK_SECRET: secret as string },
      signature: await sign(body, { secret: secret || 'x' }),
    })
    expect(errorOf(response)).toEqual([503, 'webhook_not_configured'])
  })

  test('replaces the API key, which is not accepted here', async () => {
    const { tenant, body } = await newEvent()
    expect(errorOf(await tenant.post('/v1/webhooks/stripe', body))).toEqual([503, 'webhook_not_configured'])
    expect(errorOf(await send('GET', '/v1/webhooks/stripe'))).toEqual([405, 'method_not_allowed'])
  })
})

test('an event returns 503 if the database is unavailable, so that Stripe retries', async () => {
  const { body } = await newEvent()
  const response = await post(body, { env: { DATABASE_ENDPOINT: 'http://127.0.0.1:1/sql' } })
  // A Worker cannot tell a connection that was refused from one that was lost after the event was sent.
  expect(errorOf(response)).toEqual([503, 'outcome_unknown'])
})
