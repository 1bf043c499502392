import { describe, expect, test } from 'vitest'
import { type ApiResponse, newTenant, operator, type Tenant } from './harness.ts'

type Listed = { id: string; email: string | null }

/** A tenant with customers that have these emails, each created one microsecond after the previous one. */
async function withEmails(emails: (string | null)[]): Promise<Tenant> {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, created_at)
     select $1, email, timestamptz '2026-03-14 15:09:26Z' + (n || ' microseconds')::interval
       from unnest($2::text[]) with ordinality as t (email, n)`,
    [tenant.id, emails],
  )
  return tenant
}

const emails = ({ body }: ApiResponse): string[] => body.customers.map(({ email }: Listed) => email)

describe('search', () => {
  const stored = [
    'Steve@plumbing.example',
    'a_b@x.example',
    'a-b@x.example',
    '100%@x.example',
    'back\\slash@x.example',
    null,
  ]

  test.each([
    ['', stored.toReversed()],
    ['%20%20', stored.toReversed()],
    ['steve', ['Steve@plumbing.example']],
    ['STEVE@PLUMB', ['Steve@plumbing.example']],
    ['e@p', ['Steve@plumbing.example']],
    ['%20steve%20', ['Steve@plumbing.example']],
    ['steve+', ['Steve@plumbing.example']],
    ['_', ['a_b@x.example']],
    ['A_B', ['a_b@x.example']],
    ['%25', ['100%@x.example']],
    ['0%25@', ['100%@x.example']],
    ['%25%25', []],
    ['s%25e', []],
    ['\\', ['back\\slash@x.example']],
    ['%5CS', ['back\\slash@x.example']],
    ['\\\\', []],
    ['\\_', []],
    ['st_ve', []],
    ['.*', []],
    ["'", []],
    ['steve%40plumbing.example.', []],
    ['%C4%B0', []],
    ['%F0%9F%98%80'.repeat(21), []],
    ['null', []],
    ['.example', stored.slice(0, 5).reverse()],
  ])('for %s returns emails with this substring and an exact total', async (search, found) => {
    const tenant = await withEmails(stored)
    const response = await tenant.get(`/v1/customers?search=${search}&per_page=6`)
    expect(emails(response)).toEqual(found)
    expect(response.body).toMatchObject({ total: found.length, total_pages: found.length > 0 ? 1 : 0 })
  })

  test('returns pages in the requested order', async () => {
    const tenant = await withEmails(['b1@x.example', 'a@x.example', 'B2@x.example', 'b3@x.example', null])
    const getPage = (page: number) =>
      tenant.get(`/v1/customers?search=b&per_page=2&page=${page}&sort_by=email&sort_dir=asc`)
    expect((await getPage(1)).body).toMatchObject({ total: 3, total_pages: 2 })
    expect(emails(await getPage(1))).toEqual(['b1@x.example', 'B2@x.example'])
    expect(emails(await getPage(2))).toEqual(['b3@x.example'])
    expect((await getPage(3)).body).toEqual({
      customers: [],
      page: 3,
      per_page: 2,
      total: 3,
      total_pages: 2,
      next_cursor: null,
    })
  })

  test('ignores company name and industry by default', async () => {
    const tenant = await newTenant()
    await tenant.customer({ company_name: 'Steve', industry: 'steve' })
    expect((await tenant.get('/v1/customers?search=steve')).body.total).toBe(0)
  })

  test('finds the longest email and accepts 254 code points of any width', async () => {
    const longest = `${'a'.repeat(182)}@${'b'.repeat(63)}.example`
    const tenant = await withEmails([longest])
    expect(emails(await tenant.get(`/v1/customers?search=${longest}`))).toEqual([longest])
    expect((await tenant.get(`/v1/customers?search=${encodeURIComponent('😀'.repeat(254))}`)).body.total).toBe(0)
  })
})
