import { describe, expect, test } from 'vitest'
import worker from '../../src/index.ts'
import { type ApiResponse, bindings, newTenant, operator, send, type Tenant, tripsOf } from './harness.ts'
import { absentIds, OPERATIONS, oneOfEach, requestOf } from './operations.ts'

const WRITES = OPERATIONS.filter(({ route }) => route.method !== 'get').map(
  (one) => [one.route.operationId, one] as const,
)
const withKey = (key: string) => ({ headers: { 'Idempotency-Key': key } })

/** Everything that a client receives, except the mark of a replay. */
function received({ status, headers, body }: ApiResponse) {
  const sent = [...headers].filter(([name]) => name !== 'idempotent-replayed')
  return { status, headers: Object.fromEntries(sent), text: JSON.stringify(body) }
}

const isReplay = (response: ApiResponse) => response.headers.get('Idempotent-Replayed')
const auditEntries = (tenant: Tenant) => operator('select * from audit_log where tenant_id = $1', [tenant.id])

test('every operation that is not a GET accepts the key', () => {
  expect(WRITES.length).toBeGreaterThan(15)
  expect(WRITES.filter(([, { policy }]) => !policy.scope?.endsWith(':write'))).toEqual([])
})

describe.each(WRITES)('%s, repeated with its key', (_, operation) => {
  test('has one effect and returns the first response again', async () => {
    const tenant = await newTenant()
    const [method, path, body] = requestOf(operation, await oneOfEach(tenant))
    const repeat = () => send(method, path, { body, key: tenant.keys.live.key, ...withKey('a-key') })
    const first = await repeat()
    expect(first.status).toBeLessThan(500)
    expect(isReplay(first)).toBeNull()
    const entries = await auditEntries(tenant)

    const second = await repeat()
    expect(received(second)).toEqual(received(first))
    expect(isReplay(second)).toBe('true')
    expect(await auditEntries(tenant)).toEqual(entries)
    expect(await tripsOf(repeat)).toBe(2)
  })

  test('returns a first rejection again', async () => {
    const tenant = await newTenant()
    const [method, path, body] = requestOf(operation, absentIds())
    const repeat = () => send(method, path, { body, key: tenant.keys.live.key, ...withKey('a-key') })
    const first = await repeat()
    expect(received(await repeat())).toEqual(received(first))
  })
})

describe('a key', () => {
  test.each(['a', '8e03978e-40d5-43dd-bc93-6894a57f9324', '"quoted"', '"with\\"and\\\\"', 'x'.repeat(255), '!~'])(
    'may be %s',
    async (key) => {
      const tenant = await newTenant()
      expect((await tenant.post('/v1/customers', {}, withKey(key))).status).toBe(201)
    },
  )

  test.each(['', '""', '"open', 'with space', '"with space"', 'é', 'x'.repeat(256), '"inner " quote"', 'a\tb'])(
    'is rejected as %j',
    async (key) => {
      const tenant = await newTenant()
      const response = await tenant.post('/v1/customers', {}, withKey(key))
      expect(response).toMatchObject({ status: 400, body: { code: 'idempotency_key_invalid' } })
      expect(await auditEntries(tenant)).toEqual([])
    },
  )

  test('is the same with and without quotes', async () => {
    const tenant = await newTenant()
    const first = await tenant.post('/v1/customers', {}, withKey('a-key'))
    expect(received(await tenant.post('/v1/customers', {}, withKey('"a-key"')))).toEqual(received(first))
  })

  test('belongs to one request: another body, query or path is rejected and has no effect', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ company_name: 'Steve' })
    const [path, body] = [`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete' }]
    const first = await tenant.post(path, body, withKey('a-key'))
    expect(first.status).toBe(201)
    for (const [otherPath, otherBody] of [
      [path, { ...body, company_name: 'Paul' }],
      [path, JSON.stringify(body, null, 1)],
      [`${path}?include_archived=true`, body],
      [`/v1/customers/${first.body.id}/clone`, { ...body, source_customer_id: first.body.id }],
    ]) {
      const response = await tenant.post(otherPath as string, otherBody, withKey('a-key'))
      expect(response).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } })
    }
    expect(await operator('select 1 from customers where tenant_id = $1', [tenant.id])).toHaveLength(2)
  })

  test('is separate for each operation and each tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()]
    expect((await tenant.post('/v1/customers', {}, withKey('a-key'))).status).toBe(201)
    expect((await tenant.post('/v1/customers/batch', { customers: [{}] }, withKey('a-key'))).status).toBe(200)
    const elsewhere = await other.post('/v1/customers', {}, withKey('a-key'))
    expect([elsewhere.status, isReplay(elsewhere)]).toEqual([201, null])
  })

  test('is free again after 24 hours, and the scheduled handler then deletes it', async () => {
    const tenant = await newTenant()
    const first = await tenant.post('/v1/customers', {}, withKey('a-key'))
    const age = (hours: number) =>
      operator(`update idempotency_keys set created_at = now() - make_interval(hours => $2) where tenant_id = $1`, [
        tenant.id,
        hours,
      ])
    const stored = () => operator('select 1 from idempotency_keys where tenant_id = $1', [tenant.id])
    await age(23)
    expect((await tenant.post('/v1/customers', {}, withKey('a-key'))).body).toEqual(first.body)
    await worker.scheduled(undefined, bindings)
    expect(await stored()).toHaveLength(1)
    await age(24)
    expect((await tenant.post('/v1/customers', {}, withKey('a-key'))).body.id).not.toBe(first.body.id)
    await age(25)
    await worker.scheduled(undefined, bindings)
    expect(await stored()).toEqual([])
  })
})

describe('concurrent requests with one key', () => {
  test('have one effect and identical responses', async () => {
    const tenant = await newTenant()
    for (let round = 0; round < 5; round++) {
      const body = { email: `${round}@plumbing.example` }
      const responses = await Promise.all(
        Array.from({ length: 20 }, () => tenant.post('/v1/customers', body, withKey(`key-${round}`))),
      )
      expect(new Set(responses.map((response) => JSON.stringify(received(response)))).size).toBe(1)
      expect(responses[0]?.status).toBe(201)
      expect(responses.filter((response) => isReplay(response) === null)).toHaveLength(1)
    }
    expect(await auditEntries(tenant)).toHaveLength(5)
  })

  test('wait for the first, but no longer than the lock timeout', async () => {
    const tenant = await newTenant()
    const claim = `insert into idempotency_keys (tenant_id, operation, idempotency_key, fingerprint, key_id, request_id)
                   values ($1, 'createCustomer', 'a-key', sha256(''), uuidv7(), 'first') returning pg_sleep(2)`
    // The driver sends a statement only when it is awaited.
    const running = operator(claim, [tenant.id]).then()
    const isRunning = `select 1 from pg_stat_activity where wait_event = 'PgSleep' and query like '%first%'`
    await expect.poll(() => operator(isRunning)).toHaveLength(1)
    const response = await tenant.post('/v1/customers', {}, withKey('a-key'))
    expect(response).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } })
    expect(response.headers.get('Retry-After')).toBe('1')
    await running
  })
})
