import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

const rule = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
const create = (tenant: Tenant, customer_id: string | null) => tenant.post('/v1/rules', { ...rule, customer_id })

/** Inserts rules as an operator, who has no limit. */
const fill = (tenant: Tenant, customerId: string | null, count: number) =>
  operator(
    `insert into rules (tenant_id, customer_id, name, trigger_event)
     select $1, $2, n, 'x' from generate_series(1, $3::int) n`,
    [tenant.id, customerId, count],
  )

const counted = async (tenant: Tenant, customerId: string | null) =>
  (
    await operator(
      'select count(*)::int as n from rules where tenant_id = $1 and customer_id is not distinct from $2::uuid',
      [tenant.id, customerId],
    )
  )[0]?.n

test.each(['a customer with 195 rules', 'a tenant with 195 defaults'])(
  'of 20 concurrent creates for %s, exactly 5 succeed',
  async (owner) => {
    const tenant = await newTenant()
    const id = owner.startsWith('a tenant') ? null : (await tenant.customer()).id
    for (let round = 0; round < 3; round++) {
      await operator('delete from rules where tenant_id = $1', [tenant.id])
      await fill(tenant, id, 195)
      const responses = await Promise.all(Array.from({ length: 20 }, () => create(tenant, id)))
      const outcomes = responses.map(({ status, body }) => body.detail ?? status)
      const rejected = 'The limit of 200 rules has been reached.'
      expect(outcomes.sort()).toEqual([...Array(5).fill(201), ...Array(15).fill(rejected)])
      expect(await counted(tenant, id)).toBe(200)
    }
  },
)

test('a clone of a customer with 200 rules has 200, even while rules are created for the source', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await fill(tenant, id, 198)
  const clone = () => tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete' })
  const clones = Array.from({ length: 4 }, clone)
  await Promise.all(Array.from({ length: 6 }, () => create(tenant, id)))
  for (const { body } of [...(await Promise.all(clones)), await clone()]) {
    expect(body.rules_cloned).toBeLessThanOrEqual(200)
    expect(await counted(tenant, body.id)).toBe(body.rules_cloned)
  }
})

test('a customer that an operator gave more than 200 rules cannot be cloned with all of them', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await fill(tenant, id, 201)
  const clone = (fields: object) =>
    tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', ...fields })
  for (const fields of [{}, { dry_run: true }]) {
    const { status, body } = await clone(fields)
    expect([status, body.detail]).toEqual([409, 'The limit of 200 rules has been reached.'])
  }
  expect((await clone({ clone_rules: false })).status).toBe(201)
  expect((await tenant.get('/v1/customers')).body.total).toBe(2)
})

test('a create for one customer does not wait for creates for another', async () => {
  const tenant = await newTenant()
  const [busy, other] = [await tenant.customer(), await tenant.customer()]
  const key = `hashtextextended($1 || ' rules ' || $2, 0)`
  const held = operator(`select pg_advisory_xact_lock(${key}), pg_sleep(20)`, [tenant.id, busy.id])
  const released = held.catch(({ code }) => code)
  const holder = `select pid from pg_locks
    where locktype = 'advisory' and granted and (classid::bigint << 32 | objid::bigint) = ${key}`
  const holders = () => operator(holder, [tenant.id, busy.id])
  await expect.poll(holders, { interval: 10, timeout: 10_000 }).toHaveLength(1)

  expect((await create(tenant, other.id)).status).toBe(201)
  expect((await create(tenant, null)).status).toBe(201)
  expect((await create(tenant, busy.id)).status).toBe(503)
  await operator(`select pg_cancel_backend(pid) from (${holder}) holder`, [tenant.id, busy.id])
  expect(await released).toBe('57014')
  expect((await create(tenant, busy.id)).status).toBe(201)
})
