import { describe, expect, test } from 'vitest'
import { newTenant, operator, validationErrors } from './harness.ts'

describe('a cursor', () => {
  const FILTERS = 'search=x&search_in=all&metadata[a]=1&metadata[b]=2&created_after=2020-01-01T00:00:00Z'

  async function withCursor(query = '') {
    const tenant = await newTenant()
    for (const _ of Array(4)) await tenant.customer({ company_name: 'x', metadata: { a: 1, b: 2 } })
    const { body } = await tenant.get(`/v1/customers?per_page=2&${query}`)
    return { tenant, cursor: body.next_cursor as string }
  }
  const rejected = ['query.cursor value_error']

  test.each([
    ['another sort order', '', 'sort_by=email'],
    ['another direction', '', 'sort_dir=asc'],
    ['a search', '', 'search=x'],
    ['archived customers', '', 'include_archived=true'],
    ['a metadata filter', '', 'metadata[a]=1'],
    ['another metadata key', 'metadata[a]=1', 'metadata[b]=2'],
    ['another metadata value', 'metadata[a]=1', 'metadata[a]=2'],
    ['fewer filters', FILTERS, 'metadata[a]=1'],
  ])('is rejected with %s', async (_, first, second) => {
    const { tenant, cursor } = await withCursor(first)
    expect(cursor).toEqual(expect.any(String))
    expect(validationErrors(await tenant.get(`/v1/customers?${second}&cursor=${cursor}`))).toEqual(rejected)
  })

  test('is accepted for the same query with reordered parameters and another page size', async () => {
    const { tenant, cursor } = await withCursor(FILTERS)
    const sameQuery = `${FILTERS.split('&').reverse().join('&')}&sort_by=created_at&per_page=1`
    const { status, body } = await tenant.get(`/v1/customers?${sameQuery}&cursor=${cursor}`)
    expect([status, body.customers.length]).toEqual([200, 1])
  })

  test('is rejected for another tenant, its own sandbox and another operation', async () => {
    const { tenant, cursor } = await withCursor()
    const path = `/v1/customers?cursor=${cursor}`
    expect(validationErrors(await (await newTenant()).get(path))).toEqual(rejected)
    expect(validationErrors(await tenant.as(tenant.keys.test.key).get(path))).toEqual(rejected)
    const auditLogCursor = (await tenant.get('/v1/audit-log?per_page=1')).body.next_cursor
    expect(auditLogCursor).toEqual(expect.any(String))
    expect(validationErrors(await tenant.get(`/v1/customers?cursor=${auditLogCursor}`))).toEqual(rejected)
  })

  test('is rejected if any character is changed, removed or added', async () => {
    const { tenant, cursor } = await withCursor()
    const altered = [...cursor].flatMap((letter, at) => {
      const [before, after] = [cursor.slice(0, at), cursor.slice(at + 1)]
      return [`${before}${letter === 'A' ? 'B' : 'A'}${after}`, before + after]
    })
    const added = [
      `${cursor}A`,
      `A${cursor}`,
      `${cursor}.`,
      `${cursor}.A`,
      `${cursor}=`,
      `${cursor}%20`,
      `%20${cursor}`,
    ]
    const sample = [...altered.filter((_, index) => index % 5 === 0), ...altered.slice(-4), ...added]
    for (const value of sample) {
      expect(validationErrors(await tenant.get(`/v1/customers?cursor=${value}`)), value).toEqual(rejected)
    }
  })

  // The second to last is a signed cursor from an earlier release.
  test.each([
    '',
    '.',
    'x',
    'x.y',
    'A'.repeat(101),
    'A'.repeat(200),
    'bnVsbA.AAAAAAAAAAAAAAAAAAAAAA',
    '%00',
    '%F0%9F%98%80.a',
    '..',
    "'",
    '%25',
  ])('%j is rejected', async (value) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`/v1/customers?cursor=${value}`))).toEqual(rejected)
  })

  test('is rejected with more than 2048 characters or together with a page', async () => {
    const { tenant, cursor } = await withCursor()
    const long = await tenant.get(`/v1/customers?cursor=${'x'.repeat(2049)}`)
    expect(validationErrors(long)).toEqual(['query.cursor string_too_long'])
    expect(validationErrors(await tenant.get(`/v1/customers?page=2&cursor=${cursor}`))).toEqual(rejected)
  })

  test('reveals nothing about its row and is different each time', async () => {
    const tenant = await newTenant()
    const emails = ['ada@private.example', 'bob@private.example']
    for (const email of emails) await tenant.customer({ email })
    const path = '/v1/customers?per_page=1&sort_by=email&sort_dir=asc'
    const cursors = [1, 2].map(async () => (await tenant.get(path)).body.next_cursor as string)
    const [one = '', other = ''] = await Promise.all(cursors)
    expect(one).not.toBe(other)
    for (const cursor of [one, other]) {
      const bytes = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
      expect(bytes).not.toMatch(/private|example/)
      expect((await tenant.get(`${path}&cursor=${cursor}`)).body.customers[0].email).toBe(emails[1])
    }
  })

  test('is accepted after its row was archived', async () => {
    const { tenant, cursor } = await withCursor()
    await operator('update customers set archived_at = now() where tenant_id = $1', [tenant.id])
    const { status, body } = await tenant.get(`/v1/customers?cursor=${cursor}`)
    expect([status, body.customers, body.total]).toEqual([200, [], 0])
  })
})
