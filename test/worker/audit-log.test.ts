import { describe, expect, test } from 'vitest'
import { type Answer, absentId, faults, newTenant, operator, type Tenant } from './harness.ts'

const entries = ({ body }: Answer): string[] => body.audit_log.map(({ operation }: { operation: string }) => operation)

/** Entries named 0, 1, 2 …, each a microsecond younger than the one before. */
async function withEntries(count: number): Promise<Tenant> {
  const tenant = await newTenant()
  await operator(
    `insert into audit_log (tenant_id, occurred_at, operation, action, resource_type, resource_id)
     select $1, timestamptz '2026-03-14 15:09:26Z' + (n || ' microseconds')::interval, n, 'update', 'rule', uuidv7()
       from generate_series(0, $2::int - 1) n`,
    [tenant.id, count],
  )
  return tenant
}
const numbered = (...numbers: number[]) => numbers.map(String)

describe('the audit log', () => {
  test('shows each change with its actor, time and request', async () => {
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

  test('tells the times among changed fields in the form of every other answer', async () => {
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

  test('goes page by page and by cursor, the newest first or last, and tells each change once', async () => {
    const tenant = await withEntries(5)
    for (const [query, expected] of [
      ['', numbered(4, 3, 2, 1, 0)],
      ['&sort_dir=asc', numbered(0, 1, 2, 3, 4)],
    ] as const) {
      const [paged, walked]: string[][] = [[], []]
      for (const page of [1, 2, 3])
        paged?.push(...entries(await tenant.get(`/v1/audit-log?per_page=2&page=${page}${query}`)))
      for (let cursor: string | null = ''; cursor !== null; ) {
        const answer = await tenant.get(`/v1/audit-log?per_page=2${query}${cursor}`)
        expect(answer.body.total).toBe(5)
        walked?.push(...entries(answer))
        cursor = answer.body.next_cursor && `&cursor=${answer.body.next_cursor}`
      }
      expect([paged, walked]).toEqual([expected, expected])
    }
  })

  test('can be read by cursor without duplicate or missing rows while changes are made', async () => {
    const tenant = await withEntries(6)
    const walked: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await tenant.get(`/v1/audit-log?per_page=2${cursor}`)
      walked.push(...entries(answer))
      await tenant.customer()
      cursor = answer.body.next_cursor && `&cursor=${answer.body.next_cursor}`
    }
    expect(walked).toEqual(numbered(5, 4, 3, 2, 1, 0))
  })

  test('a cursor holds for its own filters and its own tenant', async () => {
    const [mine, other] = [await withEntries(3), await withEntries(3)]
    const cursor = (await mine.get('/v1/audit-log?per_page=1&resource_type=rule')).body.next_cursor
    for (const answer of [
      await mine.get(`/v1/audit-log?per_page=1&cursor=${cursor}`),
      await mine.get(`/v1/audit-log?per_page=1&resource_type=rule&operation=1&cursor=${cursor}`),
      await other.get(`/v1/audit-log?per_page=1&resource_type=rule&cursor=${cursor}`),
    ])
      expect(faults(answer)).toEqual(['query.cursor value_error'])
  })
})

describe('filters', () => {
  test('by resource, by actor and by operation; they combine', async () => {
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
  ])('%s', async (query, expected) => {
    const tenant = await withEntries(4)
    const answer = await tenant.get(`/v1/audit-log?${query}`)
    expect(entries(answer)).toEqual(expected)
    expect(answer.body.total).toBe(expected.length)
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
  ])('%s is 422', async (query, expected) => {
    const tenant = await newTenant()
    expect(faults(await tenant.get(`/v1/audit-log?${query}`))).toEqual([expected])
  })
})

test('a tenant sees its own changes alone, and so does its sandbox', async () => {
  const [mine, other] = [await newTenant(), await newTenant()]
  const { id } = await other.customer()
  await mine.as(mine.keys.test.key).post('/v1/customers', {})
  expect((await mine.get('/v1/audit-log')).body).toMatchObject({ audit_log: [], total: 0 })
  for (const query of [`resource_id=${id}`, `actor_key_id=${other.keys.live.id}`])
    expect((await mine.get(`/v1/audit-log?${query}`)).body).toMatchObject({ audit_log: [], total: 0 })
  expect((await mine.as(mine.keys.test.key).get('/v1/audit-log')).body.total).toBe(1)
})
