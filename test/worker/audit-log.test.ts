import { describe, expect, test } from 'vitest'
import { type ApiResponse, absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const entries = ({ body }: ApiResponse): string[] =>
  body.audit_log.map(({ request_id }: { request_id: string }) => request_id)

/** A tenant with audit log entries of the requests 0, 1, 2 …, each one microsecond newer than the previous one. */
async function withEntries(count: number): Promise<Tenant> {
  const tenant = await newTenant()
  await operator(
    `insert into audit_log (tenant_id, occurred_at, operation, action, resource_type, resource_id, request_id)
     select $1, timestamptz '2026-03-14 15:09:26Z' + (n || ' microseconds')::interval, 'updateRule', 'update', 'rule',
            uuidv7(), n
       from generate_series(0, $2::int - 1) n`,
    [tenant.id, count],
  )
  return tenant
}
const numbered = (...numbers: number[]) => numbers.map(String)

describe('GET /v1/audit-log', () => {
  test('returns each change with its actor, time and request', async () => {
    const tenant = await newTenant()
    const { key, id } = await tenant.key()
    const headers = { 'X-Request-Id': 'r-7' }
    const { body: customer } = await tenant.as(key).post('/v1/customers', { company_name: 'Steve' }, { headers })
    const { status, body } = await tenant.get('/v1/audit-log')
    expect(status).toBe(200)
    const { audit_log, ...page } = body
    expect(page).toEqual({ page: 1, per_page: 20, total: 1, total_pages: 1, next_cursor: null })
    expect(audit_log).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        occurred_at: expect.stringMatching(/Z$/),
        actor_key_id: id,
        operation: 'createCustomer',
        action: 'create',
        resource_type: 'customer',
        resource_id: customer.id,
        before: null,
        after: expect.objectContaining({ id: customer.id, company_name: 'Steve', email: null }),
        request_id: 'r-7',
      },
    ])
  })

  test('formats times among changed fields like every other response', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.key({ name: '2026-03-14 15:09:26+00' })
    await tenant.post(`/v1/api-keys/${id}/rotate`, { grace_seconds: 60 })
    const { expires_at, replaced_by } = (await tenant.get(`/v1/api-keys/${id}`)).body
    const { audit_log } = (await tenant.get(`/v1/audit-log?resource_id=${id}`)).body
    expect(audit_log[0]).toMatchObject({
      before: { expires_at: null, replaced_by: null },
      after: { expires_at, replaced_by },
    })
    expect((await tenant.get(`/v1/audit-log?resource_id=${replaced_by}`)).body.audit_log[0].after.name).toBe(
      '2026-03-14 15:09:26+00',
    )
  })

  test('returns each change once by page number and by cursor, in both directions', async () => {
    const tenant = await withEntries(5)
    for (const [query, expected] of [
      ['', numbered(4, 3, 2, 1, 0)],
      ['&sort_dir=asc', numbered(0, 1, 2, 3, 4)],
    ] as const) {
      const [byPage, byCursor]: string[][] = [[], []]
      for (const page of [1, 2, 3])
        byPage?.push(...entries(await tenant.get(`/v1/audit-log?per_page=2&page=${page}${query}`)))
      for (let cursor: string | null = ''; cursor !== null; ) {
        const response = await tenant.get(`/v1/audit-log?per_page=2${query}${cursor}`)
        expect(response.body.total).toBe(5)
        byCursor?.push(...entries(response))
        cursor = response.body.next_cursor && `&cursor=${response.body.next_cursor}`
      }
      expect([byPage, byCursor]).toEqual([expected, expected])
    }
  })

  test('returns no duplicate or missing rows by cursor while new changes arrive', async () => {
    const tenant = await withEntries(6)
    const byCursor: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const response = await tenant.get(`/v1/audit-log?per_page=2${cursor}`)
      byCursor.push(...entries(response))
      await tenant.customer()
      cursor = response.body.next_cursor && `&cursor=${response.body.next_cursor}`
    }
    expect(byCursor).toEqual(numbered(5, 4, 3, 2, 1, 0))
  })

  test('rejects a cursor of other filters or another tenant', async () => {
    const [mine, other] = [await withEntries(3), await withEntries(3)]
    const cursor = (await mine.get('/v1/audit-log?per_page=1&resource_type=rule')).body.next_cursor
    for (const response of [
      await mine.get(`/v1/audit-log?per_page=1&cursor=${cursor}`),
      await mine.get(`/v1/audit-log?per_page=1&resource_type=rule&operation=1&cursor=${cursor}`),
      await other.get(`/v1/audit-log?per_page=1&resource_type=rule&cursor=${cursor}`),
    ])
      expect(validationErrors(response)).toEqual(['query.cursor value_error'])
  })
})

describe('the audit log filters', () => {
  test('select by resource, actor and operation, and combine', async () => {
    const tenant = await newTenant()
    const { key, id: actor } = await tenant.key()
    const { id: customer } = await tenant.customer()
    await tenant.as(key).post('/v1/customers', {})
    await tenant.as(key).post('/v1/api-keys', {})
    const total = async (query: string) => (await tenant.get(`/v1/audit-log?${query}`)).body.total
    expect(await total('')).toBe(3)
    expect(await total('resource_type=customer')).toBe(2)
    expect(await total('resource_type=api_key')).toBe(1)
    expect(await total('resource_type=rule')).toBe(0)
    expect(await total(`resource_id=${customer}`)).toBe(1)
    expect(await total(`resource_id=${customer.toUpperCase()}`)).toBe(1)
    expect(await total(`resource_id=${absentId()}`)).toBe(0)
    expect(await total(`actor_key_id=${actor}`)).toBe(2)
    expect(await total(`actor_key_id=${tenant.keys.live.id}`)).toBe(1)
    expect(await total('operation=createCustomer')).toBe(2)
    expect(await total('operation=createcustomer')).toBe(0)
    expect(await total(`operation=createCustomer&actor_key_id=${actor}&resource_type=customer`)).toBe(1)
    expect(await total(`operation=createCustomer&actor_key_id=${actor}&resource_type=api_key`)).toBe(0)
  })

  test.each([
    ['since=2026-03-14T15:09:26.000002Z', numbered(3, 2)],
    ['until=2026-03-14T15:09:26.000002Z', numbered(1, 0)],
    ['since=2026-03-14T15:09:26.000001Z&until=2026-03-14T15:09:26.000003Z', numbered(2, 1)],
    ['since=2026-03-14T17:09:26.000003%2B02:00', numbered(3)],
    ['since=2026-03-14T10:09:26.000003-05:00', numbered(3)],
    ['since=2026-03-14t15:09:26z', numbered(3, 2, 1, 0)],
    ['since=2026-03-14T15:09:26.0000029Z', numbered(3, 2)],
    ['until=2026-03-14T15:09:26Z', []],
    ['since=9999-12-31T23:59:59.999999Z', []],
    ['until=0001-01-01T00:00:00Z', []],
    ['since=2024-02-29T00:00:00Z&until=2026-03-14T15:09:27Z', numbered(3, 2, 1, 0)],
  ])('%s returns only the entries in its range', async (query, expected) => {
    const tenant = await withEntries(4)
    const response = await tenant.get(`/v1/audit-log?${query}`)
    expect(entries(response)).toEqual(expected)
    expect(response.body.total).toBe(expected.length)
  })

  test.each([
    ['resource_type=customers', 'query.resource_type literal_error'],
    ['resource_id=7', 'query.resource_id uuid_parsing'],
    ['actor_key_id=me', 'query.actor_key_id uuid_parsing'],
    [`operation=${'x'.repeat(101)}`, 'query.operation string_too_long'],
    ['sort_by=id', 'query.sort_by literal_error'],
    ['per_page=101', 'query.per_page less_than_equal'],
    ['action=create', 'query.action extra_forbidden'],
    ['since=2026-03-14T15:09:26', 'query.since timezone_aware'],
    ['since=2026-03-14T15:09:26+02:00', 'query.since datetime_parsing'],
    ...[
      '',
      'now',
      '1773500966',
      '2026-03-14',
      '2026-03-14T15:09Z',
      '2026-03-14 15:09:26Z',
      '%202026-03-14T15:09:26Z',
      '2026-3-14T15:09:26Z',
      '2026-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-00-01T00:00:00Z',
      '2026-03-14T24:00:00Z',
      '2026-03-14T15:60:00Z',
      '2026-03-14T15:09:60Z',
      '2026-03-14T15:09:26.Z',
      '2026-03-14T15:09:26.1234567890Z',
      '2026-03-14T15:09:26%2B24:00',
      '2026-03-14T15:09:26%2B02',
      '0000-12-31T23:59:59Z',
      '0001-01-01T00:00:00%2B01:00',
      '9999-12-31T23:59:59-01:00',
      '10000-01-01T00:00:00Z',
      '%2B002026-03-14T15:09:26Z',
      '٢٠٢٦-03-14T15:09:26Z',
    ].map((time) => [`until=${time}`, 'query.until datetime_parsing']),
  ])('rejects %s', async (query, expected) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`/v1/audit-log?${query}`))).toEqual([expected])
  })
})

test('a tenant and its sandbox see only their own changes', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  const { id } = await other.customer()
  await mine.as(mine.keys.test.key).post('/v1/customers', {})
  expect((await mine.get('/v1/audit-log')).body).toMatchObject({ audit_log: [], total: 0 })
  for (const query of [`resource_id=${id}`, `actor_key_id=${other.keys.live.id}`])
    expect((await mine.get(`/v1/audit-log?${query}`)).body).toMatchObject({ audit_log: [], total: 0 })
  expect((await mine.as(mine.keys.test.key).get('/v1/audit-log')).body.total).toBe(1)
})
