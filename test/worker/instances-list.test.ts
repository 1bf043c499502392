import { describe, expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant, validationErrors } from './harness.ts'

// Instances 1 to 6 of customers A and B. Both sort orders have a tie.
const at = (second: number) => `2026-03-14T15:09:26.00000${second}Z`
const INSTANCES: [customer: 'A' | 'B', status: string, created: number, updated: number][] = [
  ['A', 'running', 2, 9],
  ['B', 'running', 1, 3],
  ['A', 'stopped', 2, 5],
  ['A', 'running', 4, 4],
  ['B', 'failed', 3, 5],
  ['B', 'provisioning', 5, 6],
]
const idOf = (number: number) => `00000000-0000-4000-8000-00000000000${number}`

async function withInstances() {
  const tenant = await newTenant()
  const customers = { A: (await tenant.customer()).id, B: (await tenant.customer()).id }
  for (const [index, [customer, status, created, updated]] of INSTANCES.entries()) {
    const times = { created_at: at(created), updated_at: at(updated) }
    await tenant.row('instances', { id: idOf(index + 1), customer_id: customers[customer], status, ...times })
  }
  return { tenant, customers }
}

const numbers = (rows: { id: string }[]) => rows.map(({ id }) => id.slice(-1)).join('')
const listed = async (tenant: Pick<Tenant, 'get'>, query = '') => {
  const { status, body } = await tenant.get(`/v1/instances${query}`)
  expect(status).toBe(200)
  return { ...body, instances: numbers(body.instances) }
}

test('returns an empty list with zero pages for a tenant without instances', async () => {
  const { body } = await (await newTenant()).get('/v1/instances')
  expect(body).toEqual({ instances: [], page: 1, per_page: 20, total: 0, total_pages: 0, next_cursor: null })
})

const ORDERS: [query: string, order: string][] = [
  ['', '645312'],
  ['?sort_by=created_at', '645312'],
  ['?sort_dir=asc', '213546'],
  ['?sort_by=updated_at', '165342'],
  ['?sort_by=updated_at&sort_dir=asc', '243561'],
]

test.each(ORDERS)('%s is sorted by page and by cursor, with ties broken by id', async (query, order) => {
  const { tenant } = await withInstances()
  expect(await listed(tenant, query)).toMatchObject({ instances: order, total: 6, next_cursor: null })
  const and = query ? `${query}&` : '?'
  const pages = await Promise.all([1, 2, 3].map((page) => listed(tenant, `${and}per_page=2&page=${page}`)))
  expect(pages.map(({ instances }) => instances).join('')).toBe(order)
  let seen = ''
  let cursor = ''
  do {
    const page = await listed(tenant, `${and}per_page=2${cursor}`)
    seen += page.instances
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : ''
  } while (cursor)
  expect(seen).toBe(order)
})

describe('filters', () => {
  test.each([
    ['status=running', '412'],
    ['status=failed', '5'],
    ['status=terminated', ''],
    ['customer_id=A', '431'],
    ['customer_id=B', '652'],
    ['customer_id=A&status=running', '41'],
    ['customer_id=B&status=stopped', ''],
    ['customer_id=A&status=running&sort_by=updated_at', '14'],
    ['status=running&sort_dir=asc', '214'],
  ])('%s lists and counts only matching instances', async (query, order) => {
    const { tenant, customers } = await withInstances()
    const named = query.replace(/customer_id=([AB])/, (_, letter: 'A' | 'B') => `customer_id=${customers[letter]}`)
    expect(await listed(tenant, `?${named}`)).toMatchObject({ instances: order, total: order.length })
    const pages = await Promise.all([1, 2].map((page) => listed(tenant, `?${named}&per_page=2&page=${page}`)))
    expect(pages.map(({ instances }) => instances).join('')).toBe(order)
    for (const { total } of pages) expect(total).toBe(order.length)
  })

  test('customer_id is accepted in upper and lower case', async () => {
    const { tenant, customers } = await withInstances()
    expect((await listed(tenant, `?customer_id=${customers.A.toUpperCase()}`)).instances).toBe('431')
  })

  test('an unknown customer and one of another tenant match no instances', async () => {
    const [{ tenant }, other] = [await withInstances(), await withInstances()]
    for (const id of [absentId(), other.customers.A]) {
      expect(await listed(tenant, `?customer_id=${id}`)).toMatchObject({ instances: '', total: 0, total_pages: 0 })
    }
  })

  test('a cursor is valid only with the same filters and order', async () => {
    const { tenant, customers } = await withInstances()
    const { next_cursor } = await listed(tenant, '?status=running&per_page=1')
    expect((await listed(tenant, `?status=running&per_page=1&cursor=${next_cursor}`)).instances).toBe('1')
    for (const query of [
      '',
      'status=stopped&',
      `status=running&customer_id=${customers.A}&`,
      'status=running&sort_dir=asc&',
    ]) {
      const response = await tenant.get(`/v1/instances?${query}cursor=${next_cursor}`)
      expect(validationErrors(response)).toEqual(['query.cursor value_error'])
    }
  })
})

test.each([
  ['page=0', 'page greater_than_equal'],
  ['per_page=101', 'per_page less_than_equal'],
  ['per_page=x', 'per_page int_parsing'],
  ['customer_id=x', 'customer_id uuid_parsing'],
  ['customer_id=', 'customer_id uuid_parsing'],
  ['status=gone', 'status literal_error'],
  ['status=', 'status literal_error'],
  ['status=Running', 'status literal_error'],
  ['sort_by=status', 'sort_by literal_error'],
  ['sort_dir=up', 'sort_dir literal_error'],
  ['cursor=x', 'cursor value_error'],
  ['search=x', 'search extra_forbidden'],
])('rejects %s', async (query, error) => {
  expect(validationErrors(await (await newTenant()).get(`/v1/instances?${query}`))).toEqual([`query.${error}`])
})

test('each tenant lists only its own instances', async () => {
  const [{ tenant }, other] = [await withInstances(), await newTenant()]
  const { body } = await other.post('/v1/instances', { customer_id: (await other.customer()).id })
  expect((await other.get('/v1/instances')).body).toMatchObject({ instances: [body], total: 1 })
  expect((await listed(tenant)).total).toBe(6)
  expect((await listed(tenant.as(tenant.keys.test.key))).total).toBe(0)
})

describe('a customer-bound key', () => {
  test('lists and gets the instances of its own customer, and their history', async () => {
    const { tenant, customers } = await withInstances()
    const bound = tenant.as(await tenant.boundKey(customers.A))
    expect(await listed(bound)).toMatchObject({ instances: '431', total: 3 })
    expect(await listed(bound, '?status=running')).toMatchObject({ instances: '41', total: 2 })
    expect(await listed(bound, `?customer_id=${customers.B}`)).toMatchObject({ instances: '', total: 0 })
    expect((await bound.get(`/v1/instances/${idOf(1)}`)).body).toEqual(
      (await tenant.get(`/v1/instances/${idOf(1)}`)).body,
    )
    expect((await bound.get(`/v1/instances/${idOf(1)}/history`)).body.total).toBe(1)
  })

  test('gets the same 404 for instances of another customer as for ones that do not exist', async () => {
    const { tenant, customers } = await withInstances()
    const bound = tenant.as(await tenant.boundKey(customers.A))
    for (const suffix of ['', '/history']) {
      const [hidden, absent] = [
        await bound.get(`/v1/instances/${idOf(2)}${suffix}`),
        await bound.get(`/v1/instances/${absentId()}${suffix}`),
      ]
      expect(hidden.status).toBe(404)
      expect({ ...hidden.body, request_id: '' }).toEqual({ ...absent.body, request_id: '' })
    }
  })

  test('cannot write instances, not even those of its own customer', async () => {
    const { tenant, customers } = await withInstances()
    const bound = tenant.as(await tenant.boundKey(customers.A))
    const responses = [
      await bound.post('/v1/instances', { customer_id: customers.A }),
      await bound.patch(`/v1/instances/${idOf(1)}`, { agent_name: 'x' }),
      await bound.delete(`/v1/instances/${idOf(1)}`),
    ]
    expect(responses.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([403, 'admin_required']))
    expect(await operator('select count(*)::int as n from audit_log where tenant_id = $1', [tenant.id])).toEqual([
      { n: 2 },
    ])
  })
})
