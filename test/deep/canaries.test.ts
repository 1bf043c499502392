import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canary, leaksIn } from '../setup/canaries.ts'
import { type CanaryStack, startCanaryStack } from '../setup/canary-stack.ts'
import { callerOf, newCanaries, sendEvent, sendInvalid, sendValid } from '../setup/canary-traffic.ts'
import { type Fault, type FaultName, respondWith } from '../setup/faults.ts'
import { RAW_REQUESTS, sendRaw } from '../setup/raw-requests.ts'

// No log contains personal data or a secret, whatever happens to a request.

let stack: CanaryStack
/** The canaries sent so far. */
const planted: Record<string, string>[] = []

beforeAll(async () => {
  stack = await startCanaryStack()
})
afterAll(() => stack?.stop())

/** Fails if a log contains one of these texts or a secret of the stack, and shows where. */
async function expectNoLeaks(texts: Record<string, string>) {
  await stack.flush()
  const logs = Object.entries(await stack.logs())
  const all = { ...stack.secrets, ...texts }
  expect(logs.flatMap(([name, log]) => leaksIn(log, all).map((leak) => ({ log: name, ...leak })))).toEqual([])
}

/** Remembers new canaries, and returns them. */
function plant() {
  const canaries = newCanaries()
  planted.push(canaries)
  return canaries
}

test('the search finds a line in each log', async () => {
  const id = `control-${crypto.randomUUID()}`
  for (const { api } of [stack.target, stack.faultyTarget]) {
    await fetch(`${api}/health`, { headers: { 'X-Request-Id': id } })
  }
  await expect(stack.sql(`select "${id}"`)).rejects.toThrow('does not exist')
  // Wrangler does not write its own log.
  const without = async () =>
    Object.entries(await stack.logs()).flatMap(([name, log]) => (log.includes(id) ? [] : name))
  await expect.poll(without).toEqual(['the files of wrangler'])
})

test('valid requests leave nothing in a log', async () => {
  for (const target of [stack.target, stack.faultyTarget]) {
    const canaries = plant()
    const { statuses, shown } = await sendValid(target, canaries)
    expect(statuses.filter((status) => status >= 300)).toEqual([])
    planted.push(shown)
    await expectNoLeaks({ ...canaries, ...shown })
  }
})

test('rejected requests leave nothing in a log', async () => {
  const canaries = plant()
  const { customerId } = await sendValid(stack.target, canaries)
  const statuses = await sendInvalid(stack.target, canaries, customerId)
  expect(statuses.filter((status) => status < 400 || status > 422)).toEqual([])
  await expectNoLeaks(canaries)
})

test.each(RAW_REQUESTS)('a request with %s leaves nothing in a log or the database', async (_, rest) => {
  const c = plant()
  const count = () => stack.sql('select count(*) from customers where email is not null')
  const before = await count()
  const response = await sendRaw(stack.target, c, rest)
  expect(response).not.toMatch(/^HTTP\/1\.1 2/)
  expect(await count()).toEqual(before)
  await expectNoLeaks(c)
})

/** Database errors can quote data. */
const quoting = (code: string, text: string) =>
  respondWith(400, JSON.stringify({ message: text, code, detail: `Key (email)=(${text})`, where: text, hint: text }))

const FAULTS = [
  ...['refuse', 'internal_error', 'bad_gateway', 'too_many_requests', 'html_200', 'empty', 'truncate', 'cut'],
  ...['lose_response', 'deliver_twice', 'too_few_results', 'drip', 'hang'],
] as FaultName[]

test.each<[string, (text: string) => Fault]>([
  ...FAULTS.map((fault): [string, () => Fault] => [fault, () => ({ fault })]),
  ['an error that quotes data', (text) => quoting('XX000', text)],
  ['a unique violation', (text) => quoting('23505', text)],
  ['an invalid value', (text) => quoting('22P02', text)],
  ['a cancelled statement', (text) => quoting('57014', text)],
  ['a response that quotes data', (text) => respondWith(200, `{"results":"${text}`)],
  ['a page that quotes data', (text) => respondWith(502, `<html>${text}</html>`)],
])('requests under the fault %s leave nothing in a log', async (_, faultFor) => {
  const c = plant()
  const call = callerOf(stack.faultyTarget)
  await stack.endpoint.inject({ ...faultFor(c.stripeText), times: null })
  const headers = { 'Idempotency-Key': c.idempotencyKey }
  const responses = await Promise.all([
    call('POST', '/v1/customers', { body: { email: c.email, company_name: c.name }, headers }),
    call('PUT', `/v1/customers/external/${c.externalId}`, { body: { metadata: { [c.metadataKey]: c.metadataValue } } }),
    call('GET', `/v1/customers?search=${c.search}`),
    call('GET', `/v1/customers/export?email=${c.filter}`),
    call('POST', '/v1/api-keys', { body: { name: c.keyName } }),
    sendEvent(stack.faultyTarget, { id: `cus_${c.stripeText}`, email: c.stripeEmail }),
  ])
  await stack.endpoint.inject()
  expect(responses.map(({ status }) => status).filter((status) => status < 200 || status > 503)).toEqual([])
  await expectNoLeaks(c)
})

describe('a rejection by the database leaves nothing in a log:', () => {
  /** Changes two new customers in the same way once the database is prepared to reject at least one of the changes. */
  async function rejectAfter(prepare: (id: string) => Promise<unknown>, undo = 'select 1') {
    const c = plant()
    const call = callerOf(stack.target)
    const bodies = [{ email: c.email, external_id: c.externalId }, { email: c.otherEmail }]
    const customers = [await call('POST', '/v1/customers', { body: bodies[0] })]
    customers.push(await call('POST', '/v1/customers', { body: bodies[1] }))
    await prepare(customers[0]?.body.id)
    const change = { industry: c.value, metadata: { [c.metadataKey]: c.metadataValue } }
    const responses = await Promise.all(
      customers.map(({ body }) => call('PATCH', `/v1/customers/${body.id}`, { body: change })),
    )
    await stack.sql(undo)
    expect(responses.filter(({ status }) => status >= 400)).not.toEqual([])
    await expectNoLeaks(c)
  }

  test('a unique violation', () =>
    rejectAfter(
      (id) => stack.sql(`create unique index unexpected on customers (tenant_id, industry) where id >= '${id}'`),
      'drop index unexpected',
    ))

  test('a check violation', () =>
    rejectAfter(
      () => stack.sql('alter table customers add constraint unexpected check (industry is null) not valid'),
      'alter table customers drop constraint unexpected',
    ))

  test('a lock that another transaction holds', async () => {
    let held: Promise<unknown> | undefined
    await rejectAfter(async () => {
      held = stack.sql('begin; lock table customers in share mode; select pg_sleep(4); commit')
      const isHeld = "select from pg_locks where relation = 'customers'::regclass and mode = 'ShareLock' and granted"
      await expect.poll(() => stack.sql(isHeld)).toHaveLength(1)
    })
    await held
  })
})

/** The secrets that a command shows on purpose, on stdout. No other output has any. */
const SHOWN: Record<string, string[]> = { 'tenant create': ['liveKey', 'testKey'], 'key create': ['apiKey'] }

describe('the admin commands', () => {
  test('show secrets only where that is their purpose, and no customer data', async () => {
    const { admin, dev, slug, secrets } = stack
    const { host } = new URL(dev.line.database ?? '')
    const password = canary()
    const at = (url: string) => ({ DATABASE_ADMIN_URL: url, STRIPE_WEBHOOK_SECRET: secrets.stripeSecret })
    const runs = [
      ...[admin(['tenant', 'list']), admin(['key', 'list', slug]), admin(['stripe', 'secret'])],
      ...[admin(['migrate']), admin(['key', 'list', 'no-such-tenant']), admin(['database-url'])],
      admin(['tenant', 'list'], at(`postgres://owner:${password}@${host}/customers`)),
      admin(['tenant', 'list'], at(`postgres://owner:${secrets.ownerPassword}@${host}/no-such-database`)),
      admin(['tenant', 'list'], at(`postgres://api_login:${secrets.loginPassword}@${host}/customers`)),
      admin(['database-url'], at(`postgres://api_login:${secrets.loginPassword}@${host}/customers`)),
      admin(['tenant', 'list'], at(`postgres://owner:${password}@127.0.0.1:1/customers`)),
      admin(['tenant', 'list'], at(`owner:${password}@${host}`)),
      admin(['stripe', 'replay', 'evt_unknown']),
    ]
    const codes = (await Promise.all(runs)).map(({ code }) => code)
    expect(codes).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1])

    const all = Object.assign({ password }, secrets, ...planted)
    for (const { command, stdout, stderr } of stack.runs) {
      const [, name = ''] = /^(\S+ \S+)/.exec(command) ?? []
      expect([command, leaksIn(stdout, all).map((leak) => leak.name)]).toEqual([command, SHOWN[name] ?? []])
      expect([command, leaksIn(stderr, all)]).toEqual([command, []])
    }
    expect(stack.runs.map(({ stderr }) => stderr).join()).toContain('no-such-tenant')
    await expectNoLeaks({ password })
  })
})

test('nothing that was sent turns up later', async () => {
  for (const canaries of planted) await expectNoLeaks(canaries)
})
