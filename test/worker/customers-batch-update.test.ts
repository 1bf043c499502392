import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant, tripsOf, validationErrors } from './harness.ts'

const PATH = '/v1/customers/batch'
const upsert = async (tenant: Tenant, customers: object[]) => {
  const { status, body } = await tenant.post(PATH, { customers, on_conflict: 'update' })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.results
}
const read = async (tenant: Tenant, external_id: string) =>
  (await tenant.get(`/v1/customers/external/${external_id}`)).body
const statuses = (results: { status: number }[]) => results.map(({ status }) => status)

test('a row with a known external id updates the fields that it sends, and others are created', async () => {
  const tenant = await newTenant()
  const full = { company_name: 'Steve', email: 's@x.example', currency: 'USD', metadata: { plan: 'gold', trial: true } }
  const { id } = await tenant.customer({ ...full, external_id: 'crm-1' })
  const rows = [
    { external_id: 'crm-1', email: 'S@x.example', currency: null, metadata: { plan: null, seats: 5 } },
    { external_id: 'crm-2', company_name: 'Pete' },
    { company_name: 'Gus' },
    {},
  ]
  let results: Awaited<ReturnType<typeof upsert>> = []
  expect(await tripsOf(async () => (results = await upsert(tenant, rows)))).toBe(1)
  expect(statuses(results)).toEqual([200, 201, 201, 201])
  expect(results[0].customer).toMatchObject({ id, company_name: 'Steve', email: 'S@x.example' })
  expect(await read(tenant, 'crm-1')).toMatchObject({
    ...{ id, company_name: 'Steve', currency: null, metadata: { seats: 5, trial: true } },
  })

  const again = await upsert(tenant, [{ external_id: 'crm-1', metadata: null }, { external_id: 'crm-2' }])
  expect(statuses(again)).toEqual([200, 200])
  expect(await read(tenant, 'crm-1')).toMatchObject({ company_name: 'Steve', metadata: {} })
  expect((await tenant.get('/v1/customers/counts')).body.total).toBe(4)
})

test('the audit log has an entry per created and changed customer, and none for an unchanged one', async () => {
  const tenant = await newTenant()
  const rows = ['a', 'b', 'c'].map((external_id) => ({ external_id, company_name: external_id }))
  await upsert(tenant, rows)
  const before = await read(tenant, 'a')
  await upsert(tenant, [rows[0] as object, { ...rows[1], company_name: 'B' }, { external_id: 'd' }])
  const { body } = await tenant.get('/v1/audit-log?operation=createCustomers')
  const entries = body.audit_log.map(({ action, after }: { action: string; after: object }) => [action, after])
  expect(entries.filter(([action]: string[]) => action === 'update')).toEqual([['update', { company_name: 'B' }]])
  expect(entries).toHaveLength(5)
  expect(await read(tenant, 'a')).toEqual(before)
})

test('each row that cannot be written says why, and does not affect the others', async () => {
  const tenant = await newTenant()
  const held = await tenant.customer({ email: 'held@x.example' })
  const archived = await tenant.customer({ external_id: 'gone' })
  await tenant.delete(`/v1/customers/${archived.id}`)
  const keys = (prefix: string) => Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${prefix}${n}`, 1]))
  await tenant.customer({ external_id: 'full', metadata: keys('a') })
  await tenant.customer({ external_id: 'own', email: 'own@x.example' })
  const results = await upsert(tenant, [
    { external_id: 'new', email: 'HELD@x.example' },
    { email: 'held@x.example' },
    { external_id: 'gone', company_name: 'New' },
    { external_id: 'full', metadata: keys('b') },
    { external_id: 'own', email: 'OWN@x.example' },
    { external_id: 'own' },
    { external_id: 'twice', email: 'twice@x.example' },
    { email: 'TWICE@x.example' },
    { external_id: 'wrong', country_code: 'ZZ' },
  ])
  expect(statuses(results)).toEqual([409, 409, 409, 422, 200, 422, 201, 409, 422])
  expect(results[0]).toMatchObject({ code: 'email_taken', existing_customer_id: held.id })
  expect(results[1]).toMatchObject({ code: 'email_taken', existing_customer_id: held.id })
  expect(results[2]).toMatchObject({ code: 'archived', existing_customer_id: archived.id })
  expect(results[3].detail).toEqual([expect.objectContaining({ loc: ['body', 'customers', 3, 'metadata'] })])
  expect(results[5].detail[0]).toMatchObject({ loc: ['body', 'customers', 5, 'external_id'], type: 'value_error' })
  expect(results[5].detail[0].msg).toContain('row 4')
  expect(results[7]).toMatchObject({ code: 'email_taken', existing_customer_id: results[6].customer.id })
  expect((await read(tenant, 'full')).metadata).toEqual(keys('a'))
  expect((await tenant.get('/v1/customers/counts')).body).toMatchObject({ total: 4, archived: 1 })
})

test('a row that is not written does not reserve its email for itself', async () => {
  const tenant = await newTenant()
  const keys = (prefix: string) => Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`${prefix}${n}`, 1]))
  await tenant.customer({ external_id: 'full', metadata: keys('a') })
  const archived = await tenant.customer({ external_id: 'gone' })
  await tenant.delete(`/v1/customers/${archived.id}`)
  const owner = await tenant.customer({ external_id: 'owner', email: 'c@x.example' })
  const results = await upsert(tenant, [
    { external_id: 'full', email: 'a@x.example', metadata: keys('b') },
    { external_id: 'one', email: 'A@x.example' },
    { external_id: 'gone', email: 'b@x.example' },
    { external_id: 'two', email: 'B@x.example' },
    { external_id: 'three', email: 'c@x.example' },
    { external_id: 'owner', email: 'C@x.example' },
    { external_id: 'four', email: 'b@x.example' },
  ])
  expect(statuses(results)).toEqual([422, 201, 409, 201, 409, 200, 409])
  expect(results[4]).toMatchObject({ code: 'email_taken', existing_customer_id: owner.id })
  expect(results[6]).toMatchObject({ code: 'email_taken', existing_customer_id: results[3].customer.id })
})

test('concurrent batches of the same rows create each customer once, and lose no update', async () => {
  const tenant = await newTenant()
  const ids = Array.from({ length: 30 }, (_, n) => `crm-${n}`)
  const batches = [1, 29, 7, 23, 11, 19].map((step, number) =>
    ids.map((_, at) => {
      const external_id = ids[(at * step) % 30] as string
      return { external_id, email: `${external_id}@x.example`, metadata: { [`by${number}`]: 1 } }
    }),
  )
  const all = await Promise.all(batches.map((rows) => upsert(tenant, rows)))
  expect(all.flatMap(statuses).sort()).toEqual([...Array(150).fill(200), ...Array(30).fill(201)])
  const stored = await operator(
    `select count(*)::int as n, min(array_length(array(select jsonb_object_keys(metadata)), 1)) as keys
       from customers where tenant_id = $1`,
    [tenant.id],
  )
  expect(stored).toEqual([{ n: 30, keys: 6 }])
  expect((await tenant.get('/v1/customers')).body.total).toBe(30)
})

test('a batch while its customers are archived never creates one of them again', async () => {
  const tenant = await newTenant()
  const rows = Array.from({ length: 20 }, (_, n) => ({ external_id: `crm-${n}` }))
  await upsert(tenant, rows)
  await Promise.all([
    ...rows.map(({ external_id }) => tenant.delete(`/v1/customers/external/${external_id}`)),
    ...[1, 2, 3].map((n) =>
      upsert(
        tenant,
        rows.map((row) => ({ ...row, company_name: `${n}` })),
      ),
    ),
  ])
  expect((await tenant.get('/v1/customers/counts')).body).toMatchObject({ total: 0, archived: 20 })
})

test('a repeated request with an idempotency key returns the first results', async () => {
  const tenant = await newTenant()
  const body = { customers: [{ external_id: 'a' }, { external_id: 'b' }], on_conflict: 'update' }
  const send = () => tenant.post(PATH, body, { headers: { 'Idempotency-Key': 'import-1' } })
  const [first, second] = [await send(), await send()]
  expect(statuses(first.body.results)).toEqual([201, 201])
  expect(second.body).toEqual(first.body)
  expect(second.headers.get('Idempotent-Replayed')).toBe('true')
})

test.each([['ignore'], [true], [5]])('on_conflict: %j is rejected, and null means error', async (on_conflict) => {
  const tenant = await newTenant()
  const response = await tenant.post(PATH, { customers: [{}], on_conflict })
  expect(validationErrors(response)).toEqual(['body.on_conflict literal_error'])
  await tenant.customer({ external_id: 'a' })
  const { body } = await tenant.post(PATH, { customers: [{ external_id: 'a' }], on_conflict: null })
  expect(body.results[0]).toMatchObject({ status: 409, code: 'external_id_taken' })
})

test('a body of up to 1 MiB is accepted, and one byte more is not, also with an idempotency key', async () => {
  const tenant = await newTenant()
  const metadata = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`key ${n}`, 'x'.repeat(400)]))
  const customers = Array.from({ length: 95 }, (_, n) => ({ external_id: `crm-${n}`, metadata }))
  const text = JSON.stringify({ customers, on_conflict: 'update' })
  const sized = (bytes: number) => text + ' '.repeat(bytes - text.length)
  expect(text.length).toBeGreaterThan(900_000)
  const { status, body } = await tenant.post(PATH, sized(1_048_576), { headers: { 'Idempotency-Key': 'big' } })
  expect([status, new Set(statuses(body.results))]).toEqual([200, new Set([201])])
  expect(statuses(await upsert(tenant, customers))).toEqual(Array(95).fill(200))
  for (const headers of [undefined, { 'Idempotency-Key': 'bigger' }]) {
    const rejected = await tenant.post(PATH, sized(1_048_577), headers && { headers })
    expect(rejected).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
  }
  expect((await tenant.post('/v1/customers', `{}${' '.repeat(65_535)}`)).status).toBe(413)
})
