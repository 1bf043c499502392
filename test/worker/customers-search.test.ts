import { describe, expect, test } from 'vitest'
import { type Answer, newTenant, operator, type Tenant } from './harness.ts'

type Listed = { id: string; email: string | null }

/** Customers with these emails, each a microsecond younger than the one before. */
async function withEmails(emails: (string | null)[]): Promise<Tenant> {
  const tenant = await newTenant()
  await operator(
    `insert into customers (tenant_id, email, created_at)
     select $1, email, timestamptz '2026-03-14 15:09:26Z' + (place || ' microseconds')::interval
       from unnest($2::text[]) with ordinality as it (email, place)`,
    [tenant.id, emails],
  )
  return tenant
}

const emails = ({ body }: Answer): string[] => body.customers.map(({ email }: Listed) => email)

describe('search', () => {
  const known = [
    'Steve@plumbing.example',
    'a_b@x.example',
    'a-b@x.example',
    '100%@x.example',
    'back\\slash@x.example',
    null,
  ]

  test.each([
    ['', known.toReversed()],
    ['%20%20', known.toReversed()],
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
    ['.example', known.slice(0, 5).reverse()],
  ])('%s finds its substring, and the total is exact', async (search, found) => {
    const tenant = await withEmails(known)
    const answer = await tenant.get(`/v1/customers?search=${search}&per_page=6`)
    expect(emails(answer)).toEqual(found)
    expect(answer.body).toMatchObject({ total: found.length, total_pages: found.length > 0 ? 1 : 0 })
  })

  test('what is found is paged, in its order', async () => {
    const tenant = await withEmails(['b1@x.example', 'a@x.example', 'B2@x.example', 'b3@x.example', null])
    const ask = (page: number) =>
      tenant.get(`/v1/customers?search=b&per_page=2&page=${page}&sort_by=email&sort_dir=asc`)
    expect((await ask(1)).body).toMatchObject({ total: 3, total_pages: 2 })
    expect(emails(await ask(1))).toEqual(['b1@x.example', 'B2@x.example'])
    expect(emails(await ask(2))).toEqual(['b3@x.example'])
    expect((await ask(3)).body).toEqual({
      customers: [],
      page: 3,
      per_page: 2,
      total: 3,
      total_pages: 2,
      next_cursor: null,
    })
  })

  test('the company name is not searched', async () => {
    const tenant = await newTenant()
    await tenant.customer({ company_name: 'Steve', industry: 'steve' })
    expect((await tenant.get('/v1/customers?search=steve')).body.total).toBe(0)
  })

  test('an email of the longest kind is found whole, and by 254 code points of any width', async () => {
    const longest = `${'a'.repeat(182)}@${'b'.repeat(63)}.example`
    const tenant = await withEmails([longest])
    expect(emails(await tenant.get(`/v1/customers?search=${longest}`))).toEqual([longest])
    expect((await tenant.get(`/v1/customers?search=${encodeURIComponent('😀'.repeat(254))}`)).body.total).toBe(0)
  })
})
