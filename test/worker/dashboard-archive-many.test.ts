import { describe, expect, test } from 'vitest'
import { cookieOf, visitorOf } from './dashboard.ts'
import { bindings, newTenant, operator } from './harness.ts'
import { before } from './meanwhile.ts'

const AT = '/dashboard/customers/archive'

/** Customers, and the fields of the form that archives them. */
async function newSelection(number: number) {
  const tenant = await newTenant()
  const ids: string[] = []
  for (let n = 0; n < number; n++) ids.push((await tenant.customer({ company_name: `Customer ${n}` })).id)
  const visitor = await visitorOf(tenant)
  const fields = (chosen = ids, idempotency_key: string = crypto.randomUUID()) =>
    [
      ['idempotency_key', idempotency_key],
      ['list', '?subscription_status=unpaid&sort_by=company_name&page=2'],
      ...chosen.flatMap((id) => [
        ['confirmed', id],
        ['label', `Customer ${ids.indexOf(id)}`],
      ]),
    ] as [string, string][]
  const active = async () => (await tenant.get('/v1/customers')).body.total
  return { tenant, ids, fields, active, ...visitor }
}

const LIST = '/dashboard/customers?subscription_status=unpaid&sort_by=company_name'
const sectionIn = (body: string, title: string) => new RegExp(`<h2[^>]*>${title}</h2>.*?</section>`).exec(body)?.[0]

describe('archiving several customers', () => {
  test('asks first, and returns to the list with its filters', async () => {
    const { ids, get, post, fields, active } = await newSelection(2)
    const chosen = [['list', '?subscription_status=unpaid&sort_by=company_name&page=2'], ...ids.map((id) => ['id', id])]
    const { headers } = await post(AT, chosen as [string, string][])
    const asked = (await get(headers.get('Location') ?? '')).body
    expect(asked).toContain('Archive 2 customers?')
    expect(asked).toContain(`href="${LIST.replace('&', '&amp;')}"`)
    expect(asked).toContain('name="list" value="?subscription_status=unpaid&amp;sort_by=company_name"')
    expect(await active()).toBe(2)
    const done = await post(AT, fields())
    expect([done.status, done.headers.get('Location')]).toEqual([303, LIST])
    expect((await get(LIST, { headers: { Cookie: cookieOf(done) } })).body).toContain('2 customers were archived.')
    expect(await active()).toBe(0)
  })

  test('twice with the same form has one effect and the same result', async () => {
    const { post, fields } = await newSelection(7)
    const both = await Promise.all([post(AT, fields(undefined, 'a')), post(AT, fields(undefined, 'a'))])
    for (const { status } of both) expect(status).toBe(303)
  })

  test('names those that were rejected, with the reason, and archives the others', async () => {
    const { tenant, ids, post, fields, active } = await newSelection(7)
    await tenant.row('instances', { customer_id: ids[1], status: 'running' })
    await tenant.delete(`/v1/customers/${ids[2]}`)
    const { status, body } = await post(AT, fields())
    expect(status).toBe(200)
    expect(body).toContain('<h1>5 customers were archived</h1>')
    const section = sectionIn(body, 'Not archived')
    expect(section).toContain(`<a class="cover" href="/dashboard/customers/${ids[1]}#archive">Customer 1</a>`)
    expect(section).toContain('It has active subscriptions or running instances, which must end first')
    expect(section).toMatch(/Customer 2<.*?It was archived in the meantime/)
    expect(body).not.toContain('Archive the remaining')
    expect(await active()).toBe(1)
  })

  test('stops when there are too many requests, says so, and can continue', async () => {
    const { ids, post, fields, active } = await newSelection(12)
    let left = 5
    const env = { ...bindings, WRITES_HIGHEST: { limit: async () => ({ success: left-- > 0 }) } }
    const { status, body } = await post(AT, fields(), { env })
    expect(status).toBe(200)
    expect(body).toContain('7 customers were not archived yet')
    expect(body).toContain('Too many requests were sent. Wait a minute, then choose')
    expect(sectionIn(body, 'Archived')).toContain('Customer 4')
    expect(await active()).toBe(7)
    expect([...body.matchAll(/name="confirmed" value="([^"]+)"/g)].map(([, id]) => id)).toEqual(ids.slice(5))
    expect((await post(AT, fields(ids.slice(5)))).status).toBe(303)
    expect(await active()).toBe(0)
  })

  test('shows what was archived if the key is revoked meanwhile, and leads to the sign-in', async () => {
    const { tenant, ids, post, fields } = await newSelection(8)
    const revoke = () => operator('update api_keys set revoked_at = now() where tenant_id = $1', [tenant.id])
    before(ids[6] ?? '', revoke)
    const { status, body } = await post(AT, fields())
    expect(status).toBe(200)
    expect(sectionIn(body, 'Archived')).toContain('Customer 0, Customer 1, Customer 2, Customer 3, Customer 4')
    expect(body).toContain('Your session has ended')
    expect(body).toContain(`<a class="button" href="/dashboard/sign-in?${new URLSearchParams({ to: LIST })}"`)
  })

  test('accepts at most 100 at once', async () => {
    const { post, fields, ids, active } = await newSelection(1)
    const absent = Array.from({ length: 100 }, () => crypto.randomUUID())
    await post(AT, fields([...absent, ...ids]))
    expect(await active()).toBe(1)
  })
})
