import { describe, expect, test } from 'vitest'
import { type ApiResponse, absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

const RULE = { trigger_event: 'call.missed', actions: '[{"type":"notify"}]' }
const rule = (tenant: Tenant, name: string, fields: object = {}) => tenant.row('rules', { ...RULE, name, ...fields })
const names = ({ body }: ApiResponse): string => body.rules.map(({ name }: { name: string }) => name).join(' ')

test('returns an empty list with zero pages for a tenant without rules', async () => {
  const { status, body } = await (await newTenant()).get('/v1/rules')
  expect(status).toBe(200)
  expect(body).toEqual({ rules: [], page: 1, per_page: 20, total: 0, total_pages: 0, next_cursor: null })
})

test('lists rules newest first, each as a single read returns it', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  for (const customer_id of [null, id]) {
    const body = { name: 'n', trigger_event: 'x', actions: [{ type: 'notify' }], customer_id, description: 'd' }
    expect((await tenant.post('/v1/rules', body)).status).toBe(201)
  }
  const { body } = await tenant.get('/v1/rules')
  expect(body.rules.map((listed: { customer_id: string }) => listed.customer_id)).toEqual([id, null])
  for (const listed of body.rules) expect((await tenant.get(`/v1/rules/${listed.id}`)).body).toEqual(listed)
})

/** Rules a to f, with ties in every sort order and ids that sort like their letters. */
async function withRules() {
  const tenant = await newTenant()
  const [one, two] = [await tenant.customer(), await tenant.customer()]
  const instance = await tenant.row('instances', { customer_id: one.id })
  const at = (second: number) => `2026-03-14T15:09:26.00000${second}Z`
  const all = {
    a: { customer_id: null, priority: 5, name: 'Zed', created_at: at(2), updated_at: at(9) },
    b: { customer_id: one.id, priority: 0, name: 'beta', created_at: at(2), updated_at: at(3), is_active: false },
    c: { customer_id: one.id, priority: 5, name: 'Beta', created_at: at(1), updated_at: at(3), instance_id: instance },
    d: {
      customer_id: two.id,
      priority: 9,
      name: 'éclair',
      created_at: at(4),
      updated_at: at(5),
      trigger_event: 'call.ended',
    },
    e: { customer_id: null, priority: 0, name: '😀', created_at: at(3), updated_at: at(4), is_active: false },
    f: {
      customer_id: one.id,
      priority: 5,
      name: '～',
      created_at: at(5),
      updated_at: at(6),
      trigger_event: 'call.ended',
    },
  }
  for (const [letter, fields] of Object.entries(all).toReversed()) {
    await tenant.row('rules', { ...RULE, ...fields, id: `00000000-0000-4000-8000-00000000000${letter}` })
  }
  return { tenant, one: one.id, two: two.id, instance }
}
const letters = ({ body }: ApiResponse): string => body.rules.map(({ id }: { id: string }) => id.slice(-1)).join('')

const ORDERS = [
  ['created_at', 'asc', 'cabedf'],
  ['created_at', 'desc', 'fdebac'],
  ['updated_at', 'asc', 'bcedfa'],
  ['updated_at', 'desc', 'afdecb'],
  ['name', 'asc', 'bcadfe'],
  ['name', 'desc', 'efdacb'],
  ['priority', 'asc', 'beacfd'],
  ['priority', 'desc', 'dfcaeb'],
]

test.each(ORDERS)('sorts by %s %s by page and by cursor, with ties broken by id', async (sort_by, sort_dir, order) => {
  const { tenant } = await withRules()
  const path = `/v1/rules?sort_by=${sort_by}&sort_dir=${sort_dir}`
  expect(letters(await tenant.get(path))).toBe(order)
  const pages = await Promise.all([1, 2, 3].map((page) => tenant.get(`${path}&per_page=2&page=${page}`)))
  expect(pages.map(letters).join('')).toBe(order)

  let [seen, cursor, turns] = ['', '', 0]
  do {
    const response = await tenant.get(`${path}&per_page=2${cursor && `&cursor=${cursor}`}`)
    expect(response.body).toMatchObject({ total: 6, total_pages: 3 })
    seen += letters(response)
    cursor = response.body.next_cursor
  } while (cursor && ++turns < 9)
  expect(seen).toBe(order)
})

test('filters combine with each other and with sorting, and totals count only matches', async () => {
  const { tenant, one, two, instance } = await withRules()
  const expectations: [string, string][] = [
    [`customer_id=${one}`, 'fbc'],
    [`customer_id=${one.toUpperCase()}&active_only=true`, 'fc'],
    [`customer_id=${two}`, 'd'],
    [`customer_id=${absentId()}`, ''],
    [`instance_id=${instance}`, 'c'],
    [`instance_id=${instance}&customer_id=${two}`, ''],
    [`instance_id=${absentId()}`, ''],
    ['trigger_event=call.ended', 'fd'],
    ['trigger_event=call', ''],
    [`trigger_event=call.ended&customer_id=${one}`, 'f'],
    ['active_only=true', 'fdac'],
    ['active_only=false', 'fdebac'],
    ['defaults_only=true', 'ea'],
    ['defaults_only=true&active_only=true', 'a'],
    ['defaults_only=false&sort_by=priority&active_only=true', 'dfca'],
    [`defaults_only=true&customer_id=${one}`, ''],
  ]
  for (const [query, expected] of expectations) {
    const response = await tenant.get(`/v1/rules?${query}`)
    expect([query, letters(response), response.body.total]).toEqual([query, expected, expected.length])
  }
})

test.each([
  ['customer_id=steve', 'customer_id uuid_parsing'],
  ['customer_id=', 'customer_id uuid_parsing'],
  ['instance_id=1', 'instance_id uuid_parsing'],
  ['trigger_event=Call', 'trigger_event string_pattern_mismatch'],
  ['trigger_event=', 'trigger_event string_too_short'],
  [`trigger_event=${'x'.repeat(101)}`, 'trigger_event string_too_long'],
  ['active_only=1', 'active_only bool_parsing'],
  ['active_only=', 'active_only bool_parsing'],
  ['defaults_only=TRUE', 'defaults_only bool_parsing'],
  ['sort_by=rule_key', 'sort_by literal_error'],
  ['per_page=101', 'per_page less_than_equal'],
  ['cursor=x', 'cursor value_error'],
  ['search=x', 'search extra_forbidden'],
])('rejects %s', async (query, error) => {
  expect(validationErrors(await (await newTenant()).get(`/v1/rules?${query}`))).toEqual([`query.${error}`])
})

test('a cursor is valid only with the same filters', async () => {
  const { tenant, one } = await withRules()
  const { next_cursor } = (await tenant.get(`/v1/rules?per_page=1&customer_id=${one}`)).body
  expect(letters(await tenant.get(`/v1/rules?customer_id=${one}&cursor=${next_cursor}`))).toBe('bc')
  expect(validationErrors(await tenant.get(`/v1/rules?cursor=${next_cursor}`))).toEqual(['query.cursor value_error'])
})

describe('isolation', () => {
  test('no list contains or counts the rules of another tenant, whatever the query', async () => {
    const [mine, other] = [await newTenant(), await newTenant()]
    const othersCustomer = await other.customer()
    await rule(other, 'foreign', { customer_id: othersCustomer.id })
    await rule(other, 'foreign default')
    await rule(mine, 'own')
    for (const query of ['', '?defaults_only=true', '?trigger_event=call.missed', '?active_only=true']) {
      const response = await mine.get(`/v1/rules${query}`)
      expect([names(response), response.body.total]).toEqual(['own', 1])
    }
    expect((await mine.get(`/v1/rules?customer_id=${othersCustomer.id}`)).body).toMatchObject({ rules: [], total: 0 })
  })

  test('a customer-bound key lists and gets its customer’s rules and the defaults, and cannot write', async () => {
    const tenant = await newTenant()
    const [own, other] = [await tenant.customer(), await tenant.customer()]
    const ids = {
      own: await rule(tenant, 'own', { customer_id: own.id }),
      tenantDefault: await rule(tenant, 'default'),
      other: await rule(tenant, 'other', { customer_id: other.id }),
    }
    const bound = tenant.as(await tenant.boundKey(own.id))
    const listed = await bound.get('/v1/rules?sort_by=name&sort_dir=asc')
    expect([names(listed), listed.body.total]).toEqual(['default own', 2])
    expect(names(await bound.get(`/v1/rules?customer_id=${other.id}`))).toBe('')
    expect((await bound.get(`/v1/rules/${ids.own}`)).status).toBe(200)
    expect((await bound.get(`/v1/rules/${ids.tenantDefault}`)).status).toBe(200)
    expect((await bound.get(`/v1/rules/${ids.other}`)).status).toBe(404)

    for (const id of Object.values(ids)) {
      expect((await bound.patch(`/v1/rules/${id}`, { name: 'x' })).body.code).toBe('admin_required')
      expect((await bound.delete(`/v1/rules/${id}`)).body.code).toBe('admin_required')
    }
    expect((await bound.post('/v1/rules', {})).body.code).toBe('admin_required')
    expect(await operator('select name from rules where tenant_id = $1 order by 1', [tenant.id])).toHaveLength(3)
  })
})
