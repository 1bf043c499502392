import { beforeAll, describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

// A customer with far more instances and subscriptions than one response can hold.

const COUNTS = { instances: 26_000, subscriptions: 250 }
const EXTERNAL = '/v1/customers/external/large'

let tenant: Tenant
let at: string
let id: string

beforeAll(async () => {
  tenant = await newTenant()
  ;({ id } = await tenant.customer({ external_id: 'large' }))
  at = `/v1/customers/${id}`
  const values = `$1, $2, timestamptz '2026-03-14 15:09:26Z' + (n / 3) * interval '1 microsecond'`
  await operator(
    `insert into instances (tenant_id, customer_id, created_at, status, agent_name, hostname)
     select ${values}, case when n % 2 = 0 then 'running' else 'stopped' end, repeat('n', 200), 'agent-' || n
       from generate_series(1, $3::int) n`,
    [tenant.id, id, COUNTS.instances],
  )
  await operator(
    `insert into subscriptions (tenant_id, customer_id, created_at, status)
     select ${values}, case when n = $3::int then 'past_due' when n % 5 = 0 then 'active' else 'canceled' end
       from generate_series(1, $3::int) n`,
    [tenant.id, id, COUNTS.subscriptions],
  )
})

type Rows = { id: string }[]
const ids = (rows: Rows) => rows.map((row) => row.id)
const newest = async (table: string, limit: number) =>
  ids(
    (await operator(
      `select id::text from ${table} where customer_id = $1 order by created_at desc, ${table}.id desc limit $2`,
      [id, limit],
    )) as Rows,
  )

const RETURNING: [string, () => ReturnType<Tenant['get']>][] = [
  ['get', () => tenant.get(at)],
  ['update', () => tenant.patch(at, { company_name: 'Steve' })],
  ['put by external id', () => tenant.put(EXTERNAL, { company_name: 'Steve the Plumber' })],
  ['restore', () => tenant.post(`${at}/restore`)],
]

test.each(RETURNING)('%s returns exact counts with the newest 100 instances and subscriptions', async (_, request) => {
  const { status, body } = await request()
  expect(status).toBe(200)
  expect(body).toMatchObject({
    ...{ instance_count: 26_000, running_instance_count: 13_000 },
    ...{ subscription_count: 250, active_subscription_count: 49, latest_subscription_status: 'past_due' },
  })
  expect(ids(body.instances)).toEqual(await newest('instances', 100))
  expect(ids(body.subscriptions)).toEqual(await newest('subscriptions', 100))
})

test('an archived customer is returned in the same way when restored', async () => {
  const other = await tenant.customer()
  await operator(
    `insert into instances (tenant_id, customer_id, status) select $1, $2, 'terminated' from generate_series(1, 101)`,
    [tenant.id, other.id],
  )
  expect((await tenant.delete(`/v1/customers/${other.id}`)).status).toBe(204)
  const { status, body } = await tenant.post(`/v1/customers/${other.id}/restore`)
  expect([status, body.instance_count, body.instances.length]).toEqual([200, 101, 100])
})

describe.each([
  ['instances', () => `/v1/instances?customer_id=${id}`],
  ['subscriptions', () => `/v1/subscriptions?customer_id=${id}`],
  ['subscriptions', () => `${at}/subscriptions?`],
] as const)('the list of %s', (name, path) => {
  test('continues after the embedded 100, by page and by cursor', async () => {
    const first = (await tenant.get(`${path()}&per_page=100`)).body
    expect(ids(first[name])).toEqual(ids((await tenant.get(at)).body[name]))
    expect(first.total).toBe(COUNTS[name])
    const expected = (await newest(name, 200)).slice(100)
    expect(ids((await tenant.get(`${path()}&per_page=100&page=2`)).body[name])).toEqual(expected)
    const second = await tenant.get(`${path()}&per_page=100&cursor=${first.next_cursor}`)
    expect(ids(second.body[name])).toEqual(expected)
  })

  test('returns the oldest row on its last page', async () => {
    const { total_pages } = (await tenant.get(`${path()}&per_page=100`)).body
    const last = (await tenant.get(`${path()}&per_page=100&page=${total_pages}`)).body
    expect(last).toMatchObject({ next_cursor: null })
    expect(ids(last[name]).at(-1)).toBe((await newest(name, COUNTS[name])).at(-1))
  })
})

test('the ETag changes with an instance that is too old to be embedded, and when one joins the newest', async () => {
  const { id: other } = await tenant.customer()
  const etag = async () => (await tenant.get(`/v1/customers/${other}`)).headers.get('ETag')
  const rows = (await operator(
    `insert into instances (tenant_id, customer_id, created_at)
     select $1, $2, timestamptz '2026-03-14 15:09:26Z' - n * interval '1 microsecond' from generate_series(1, 101) n
     returning id::text`,
    [tenant.id, other],
  )) as Rows
  const tags = [await etag()]
  await tenant.patch(`/v1/instances/${rows[100]?.id}`, { status: 'failed' })
  tags.push(await etag())
  await operator('delete from instances where tenant_id = $1 and id = $2', [tenant.id, rows[0]?.id])
  tags.push(await etag())
  expect(new Set(tags).size).toBe(3)
})
