import { createHmac } from 'node:crypto'
import { canary, canaryPhone } from './canaries.ts'

/** A running API, a tenant's key, and what signs the events of the tenant's Stripe account. */
export interface CanaryTarget {
  api: string
  key: string
  stripeSecret: string
  account: string
}

type Sent = { body?: unknown; headers?: Record<string, string>; key?: string | null }
// biome-ignore lint/suspicious/noExplicitAny: only ids and keys are read
type Response = { status: number; body: any }
export type Call = (method: string, path: string, sent?: Sent) => Promise<Response>

/** Sends requests to the API, by default with the key of the target. */
export function callerOf({ api, key }: CanaryTarget): Call {
  return async (method, path, sent = {}) => {
    const credential = sent.key === undefined ? key : sent.key
    const headers = {
      ...(sent.body !== undefined && { 'Content-Type': 'application/json' }),
      ...(credential !== null && { 'X-Api-Key': credential }),
      ...sent.headers,
    }
    const body = typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body)
    const response = await fetch(api + path, { method, headers, body })
    const text = await response.text().catch(() => '')
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
}

/** A new canary for each place in a request that can hold a secret or personal data. */
export function newCanaries() {
  return {
    ...{ email: `${canary()}@plumbing.example`, otherEmail: `${canary()}@plumbing.example`, phone: canaryPhone() },
    ...{ name: `“${canary()}” & Söhne`, metadataKey: canary(), metadataValue: `${canary()}/ä?=`, externalId: canary() },
    ...{
      ruleName: canary(),
      ruleText: canary(),
      setting: canary(),
      agent: canary(),
      host: canary(),
      keyName: canary(),
    },
    ...{ search: canary(), filter: canary(), parameter: canary(), path: canary(), header: canary(), cursor: canary() },
    ...{ idempotencyKey: canary(), badIdempotencyKey: `${canary()} ä`, ifMatch: canary(), credential: canary() },
    ...{ field: canary(), value: canary(), malformed: canary(), contentType: canary(), stripeEmail: canary() },
    ...{ stripeText: canary(), signature: canary(), address: canary() },
  }
}

export type Canaries = ReturnType<typeof newCanaries>

/** Headers with which proxies and browsers pass on personal data. */
const personalHeaders = ({ header, address }: Canaries) => ({
  ...{ 'User-Agent': header, Cookie: `session=${header}`, Referer: `https://a.example/?q=${header}` },
  ...{ 'X-Forwarded-For': address, 'CF-Connecting-IP': address, 'X-Request-Id': `${header} is not an id` },
})

/** Requests that succeed. @returns the ids of what they created, and the keys that their responses showed. */
export async function sendValid(target: CanaryTarget, c: Canaries) {
  const call = callerOf(target)
  const json = { headers: { ...personalHeaders(c), 'Idempotency-Key': c.idempotencyKey } }
  const fields = { company_name: c.name, email: c.email, metadata: { [c.metadataKey]: c.metadataValue } }
  const { body: customer } = await call('POST', '/v1/customers', { body: fields, ...json })
  const at = `/v1/customers/${customer.id}`
  const action = { type: 'notify', to: c.phone, text: c.setting }
  const rule = {
    ...{ customer_id: customer.id, name: c.ruleName, description: c.ruleText, trigger_event: 'call.missed' },
    ...{ conditions: [{ field: 'from', operator: 'eq', value: c.phone }], actions: [action] },
  }
  const created = [
    await call('POST', '/v1/customers', { body: fields, ...json }),
    await call('PUT', `/v1/customers/external/${c.externalId}`, { body: { metadata: fields.metadata } }),
    await call('POST', '/v1/rules', { body: rule }),
    await call('POST', '/v1/instances', { body: { customer_id: customer.id, agent_name: c.agent, hostname: c.host } }),
    await call('POST', `${at}/clone`, {
      body: { source_customer_id: customer.id, company_name: c.name, email: c.otherEmail },
    }),
    await call('PATCH', at, { body: { industry: c.value } }),
    await call('POST', '/v1/customers/batch', { body: { customers: [{ industry: c.value }, { email: c.value }] } }),
  ]
  const newKey = await call('POST', '/v1/api-keys', {
    body: { name: c.keyName },
    headers: { 'Idempotency-Key': c.email },
  })
  const rotated = await call('POST', `/v1/api-keys/${newKey.body.id}/rotate`, { body: {} })
  const query = `search=${c.search}&email=${c.filter}&metadata[${c.metadataKey}]=${encodeURIComponent(c.metadataValue)}`
  const page = await call('GET', '/v1/customers?per_page=1&sort_by=email')
  const read = [
    ...[await call('GET', `/v1/customers?${query}`), await call('GET', `/v1/customers/export?${query}`)],
    await call('GET', `/v1/customers?per_page=1&sort_by=email&cursor=${page.body.next_cursor}`),
    ...[await call('GET', at), await call('GET', '/v1/customers/export'), await call('GET', '/v1/audit-log')],
    await sendEvent(target, { id: `cus_${c.stripeText}`, email: c.stripeEmail, description: c.stripeText }),
  ]
  const statuses = [...created, newKey, rotated, page, ...read].map(({ status }) => status)
  return {
    statuses,
    customerId: String(customer.id),
    shown: { newKey: newKey.body.key, rotatedKey: rotated.body.key, nextCursor: page.body.next_cursor },
  }
}

/** Requests that are rejected, each for a different reason. */
export async function sendInvalid(target: CanaryTarget, c: Canaries, customerId: string) {
  const call = callerOf(target)
  const at = `/v1/customers/${customerId}`
  const create = (body: unknown, headers?: Record<string, string>) => call('POST', '/v1/customers', { body, headers })
  const list = (query: string) => call('GET', `/v1/customers?${query}`)
  const authorized = (Authorization: string) => call('GET', '/v1/customers', { key: null, headers: { Authorization } })
  const responses = [
    ...[await create(`{"email":"${c.malformed}`), await create({ [c.field]: c.value }), await create([c.value])],
    ...[await create({ email: c.value }), await create({ company_name: `${c.name}\0` })],
    ...[await create({ metadata: { [c.metadataKey]: { nested: c.value } } }), await create(`"${c.value}"`)],
    ...[await create({ email: c.email }), await create(`{"email":"${c.malformed}","email":"${c.malformed}"}`)],
    await create(`{"email":"${c.malformed}${'x'.repeat(70_000)}"}`),
    await create({}, { 'Content-Type': `text/${c.contentType}` }),
    await create({}, { 'Idempotency-Key': encodeURIComponent(c.badIdempotencyKey).replace('%20', ' ') }),
    await create({ industry: c.value }, { 'Idempotency-Key': c.idempotencyKey }),
    await call('PATCH', at, { body: { email: c.otherEmail } }),
    await call('PATCH', at, { body: { industry: c.value }, headers: { 'If-Match': `"${c.ifMatch}"` } }),
    ...[await list(`${c.parameter}=1`), await list(`page=${c.filter}`), await list(`search=${c.search}%FF`)],
    ...[await list(`metadata[${c.metadataKey}][b]=1`), await list(`cursor=${c.cursor.repeat(5)}`)],
    ...[await call('GET', `/v1/customers/${c.path}`), await call('GET', `/v1/${c.path}/${c.email}`)],
    ...[
      await call('PUT', `/v1/customers/external/${c.path}%00`, { body: {} }),
      await call('POST', at, { body: c.value }),
    ],
    ...[await authorized(`Basic ${btoa(`user:${c.credential}`)}`), await authorized(`Bearer ${c.credential}`)],
    ...[await call('GET', '/v1/customers', { key: c.credential }), await list(`api_key=${target.key}`)],
    await call('GET', '/v1/customers', { headers: { Authorization: `Bearer ${c.credential}` } }),
    await call('GET', `/v1/rules/${target.key}`, { key: null }),
    await call('POST', '/v1/api-keys', { body: { name: c.keyName, scopes: [c.value] } }),
    await sendEvent(target, { id: `cus_${c.stripeText}`, email: c.stripeEmail }, { 'Stripe-Signature': c.signature }),
    await sendEvent(target, { id: 7, email: c.stripeEmail }),
    await sendEvent(target, { id: 'cus_nul', email: c.stripeEmail, description: `${c.stripeText}\0` }),
    await sendEvent(target, { id: 'cus_deep', email: c.stripeEmail, description: 'DEEP' }, {}, nested(c.stripeText)),
    await sendEvent({ ...target, account: 'acct_unknown' }, { id: 'cus_1', email: c.stripeEmail }),
    await sendEvent({ ...target, stripeSecret: c.signature }, { id: 'cus_1', email: c.stripeEmail }),
  ]
  return responses.map(({ status }) => status)
}

/** Puts the text into more lists than the database can read. */
const nested = (text: string) => (body: string) =>
  body.replace('"DEEP"', `${'['.repeat(20_000)}"${text}"${']'.repeat(20_000)}`)

/** Sends a signed event about a Stripe customer. */
export function sendEvent(
  target: CanaryTarget,
  object: object,
  headers: Record<string, string> = {},
  change = (body: string) => body,
) {
  const { account, stripeSecret } = target
  const created = Math.floor(Date.now() / 1000)
  const event = { id: `evt_${crypto.randomUUID()}`, object: 'event', type: 'customer.updated', livemode: true }
  const data = { object: { object: 'customer', ...object } }
  const body = change(JSON.stringify({ ...event, created, account, data }))
  const hmac = createHmac('sha256', stripeSecret).update(`${created}.${body}`).digest('hex')
  const signature = { 'Stripe-Signature': `t=${created},v1=${hmac}` }
  return callerOf(target)('POST', '/v1/webhooks/stripe', { body, key: null, headers: { ...signature, ...headers } })
}
