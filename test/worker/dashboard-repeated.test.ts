import { expect, test } from 'vitest'
import { resumeTenant, suspendTenant } from '../../src/admin/tenants.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { signIn, submit, visitorOf } from './dashboard.ts'
import { bindings, newTenant, operator } from './harness.ts'

// A form whose outcome is unknown is shown again. Sending it again must not have a second effect.

const FORM = '/dashboard/customers'

/** A visitor whose next form takes effect but gets no response, however often it is repeated. */
async function visitorWhoLosesOne() {
  const tenant = await newTenant()
  for (let n = 0; n < 40; n++) await tenant.get('/v1/customers?per_page=1')
  const visitor = await visitorOf(tenant)
  const endpoint = await startFaultyEndpoint()
  const env = { ...bindings, DATABASE_ENDPOINT: endpoint.url }
  await visitor.get('/dashboard/customers/new', { env })
  await endpoint.inject({ fault: 'lose_response', times: 3 })
  const key = crypto.randomUUID()
  const fields = { mode: 'live', idempotency_key: key, company_name: 'Steve' }
  const lost = await visitor.post(FORM, fields, { env })
  await endpoint.inject()
  const total = async () => (await tenant.get('/v1/customers')).body.total
  return { tenant, ...visitor, key, fields, lost, total }
}

/** The hidden fields of the form in a page. */
function hiddenIn(page: string, action = FORM) {
  const form = new RegExp(`<form method="post" action="${action}"[\\s\\S]+?</form>`).exec(page)?.[0] ?? ''
  const hidden = form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  return Object.fromEntries([...hidden].map(([, name, value]) => [name, value]))
}

test('a form whose response was lost keeps what was typed, and creates one customer when sent again', async () => {
  const { lost, key, post, total } = await visitorWhoLosesOne()
  expect(lost.status).toBe(503)
  expect(lost.body).toContain('Your change may or may not have been saved.')
  expect(lost.body).toContain('value="Steve"')
  expect(hiddenIn(lost.body)).toMatchObject({ idempotency_key: key, repeats: 'true' })
  const again = await post(FORM, { ...hiddenIn(lost.body), company_name: 'Steve' })
  expect(again.headers.get('Location')).toMatch(/^\/dashboard\/customers\/[\w-]{36}$/)
  expect(await total()).toBe(1)
})

test('a form whose response was lost, sent with other values, says that the first one may be saved', async () => {
  const { lost, key, post, total } = await visitorWhoLosesOne()
  const invalid = await post(FORM, { ...hiddenIn(lost.body), company_name: 'Steve', email: 'nobody' })
  expect(invalid.status).toBe(422)
  expect(hiddenIn(invalid.body)).toMatchObject({ idempotency_key: key, repeats: 'true' })
  const other = await post(FORM, { ...hiddenIn(invalid.body), company_name: 'Pete' })
  expect(other.status).toBe(422)
  expect(other.body).toContain('may have been saved. Check the saved values before you try again.')
  expect(await total()).toBe(1)
  expect(hiddenIn(other.body).idempotency_key).not.toBe(key)
  expect(hiddenIn(other.body)).not.toHaveProperty('repeats')
})

test('a form whose page cannot be shown either, because the database is gone, can be sent again later', async () => {
  const tenant = await newTenant()
  const { get, post } = await visitorOf(tenant)
  const endpoint = await startFaultyEndpoint()
  const env = { ...bindings, DATABASE_ENDPOINT: endpoint.url }
  await get('/dashboard/customers/new', { env })
  await endpoint.inject({ fault: 'lose_response', times: null })
  const key = crypto.randomUUID()
  const fields = { idempotency_key: key, company_name: 'Steve', email: '' }
  const { status, body } = await post(FORM, fields, { env })
  expect(status).toBe(503)
  expect(hiddenIn(body)).toMatchObject({ ...fields, repeats: 'true' })
  await endpoint.inject()
  expect((await post(FORM, hiddenIn(body), { env })).status).toBe(303)
  expect((await tenant.get('/v1/customers')).body.total).toBe(1)
})

test('a form that was rejected is sent again with another key, because its values change', async () => {
  const tenant = await newTenant()
  await tenant.customer({ email: 'steve@plumbing.example' })
  const { post } = await visitorOf(tenant)
  const key = crypto.randomUUID()
  const taken = await post(FORM, { idempotency_key: key, email: 'steve@plumbing.example' })
  expect(taken.status).toBe(409)
  expect(hiddenIn(taken.body).idempotency_key).not.toBe(key)
  expect((await post(FORM, { ...hiddenIn(taken.body), email: 'pete@plumbing.example' })).status).toBe(303)
})

test('a form with too many requests says that nothing was changed only if no earlier attempt may have', async () => {
  const tenant = await newTenant()
  const { key } = await tenant.key({ rateLimit: 'standard' })
  const headers = { Cookie: await signIn(key) }
  // On a busy machine, the real limiter may respond too late, and the request is served.
  const env = { ...bindings, WRITES_STANDARD: { limit: async () => ({ success: false }) } }
  const post = async (more: Record<string, string>) =>
    (await submit(FORM, { idempotency_key: crypto.randomUUID(), ...more }, { headers, env })).body
  expect(await post({})).toContain('Too many requests were sent, so nothing was changed. Try again in a minute.')
  expect(await post({ repeats: 'true' })).toContain('Too many requests were sent. Try again in a minute.')
})

test('a form whose tenant was suspended keeps what was typed', async () => {
  const tenant = await newTenant()
  const { post } = await visitorOf(tenant)
  await suspendTenant(operator, tenant.slug)
  const { status, body } = await post(FORM, { company_name: 'Steve' })
  expect(status).toBe(403)
  expect(hiddenIn(body)).toMatchObject({ company_name: 'Steve' })
  await resumeTenant(operator, tenant.slug)
  expect((await post(FORM, hiddenIn(body))).status).toBe(303)
})
