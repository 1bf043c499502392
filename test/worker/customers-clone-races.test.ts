import { expect, test } from 'vitest'
import { absentId, newTenant, operator, type Tenant } from './harness.ts'

const RULES = 20

const clone = (tenant: Tenant, id: string, fields: object = {}) =>
  tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', ...fields })

async function withRules() {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ email: 'steve@plumbing.example' })
  await operator(
    `insert into rules (tenant_id, customer_id, name, description, trigger_event)
     select $1, $2, '0', '0', 'call.missed' from generate_series(1, $3::int)`,
    [tenant.id, id, RULES],
  )
  return { tenant, id }
}

/** The number of customers and rules of the tenant. */
async function rowCounts(tenant: Tenant) {
  const [row] = await operator(
    `select (select count(*)::int from customers where tenant_id = $1) as customers,
            (select count(*)::int from rules where tenant_id = $1) as rules`,
    [tenant.id],
  )
  return row
}

/** The number of rules of a customer for each name and description. */
const versionsOf = (tenant: Tenant, customerId: string) =>
  operator(
    `select name, description, count(*)::int as rules from rules
      where tenant_id = $1 and customer_id = $2 group by name, description`,
    [tenant.id, customerId],
  )

test('a taken email is rejected, and neither customer nor rule is written', async () => {
  const { tenant, id } = await withRules()
  for (const email of ['steve@plumbing.example', ' STEVE@Plumbing.Example ']) {
    const response = await clone(tenant, id, { email })
    expect([response.status, response.body.code]).toEqual([409, 'email_taken'])
    expect(response.headers.get('Location')).toBeNull()
  }
  expect(await rowCounts(tenant)).toEqual({ customers: 1, rules: RULES })
})

test('a missing source returns 404, even with a taken email', async () => {
  const { tenant } = await withRules()
  for (const email of [undefined, 'pete@plumbing.example', 'steve@plumbing.example']) {
    const response = await clone(tenant, absentId(), { email })
    expect([response.status, response.body.code]).toEqual([404, 'not_found'])
  }
  expect(await rowCounts(tenant)).toEqual({ customers: 1, rules: RULES })
})

test('of 20 concurrent clones with the same email, exactly one succeeds, with all its rules', async () => {
  const { tenant, id } = await withRules()
  const responses = await Promise.all(
    Array.from({ length: 20 }, () => clone(tenant, id, { email: 'pete@plumbing.example' })),
  )
  const outcomes = responses.map(({ status, body }) => (status === 201 ? 'created' : `${status} ${body.code}`))
  expect(outcomes.toSorted()).toEqual([...Array(19).fill('409 email_taken'), 'created'])
  expect(await rowCounts(tenant)).toEqual({ customers: 2, rules: 2 * RULES })
})

test('of concurrent clones and creates with the same email, exactly one succeeds', async () => {
  const { tenant, id } = await withRules()
  const email = 'pete@plumbing.example'
  const responses = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      index % 2 ? clone(tenant, id, { email }) : tenant.post('/v1/customers', { email }),
    ),
  )
  expect(responses.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)])
  const winner = responses.find(({ status }) => status === 201)?.body
  expect(await rowCounts(tenant)).toEqual({ customers: 2, rules: RULES + (winner.rules_cloned ?? 0) })
})

test('a clone during a delete copies all rules, and a clone after it copies none', async () => {
  const { tenant, id } = await withRules()
  const deleting = operator(
    `with removed as (delete from rules where tenant_id = $1 and customer_id = $2 returning 1)
     select pg_sleep(0.3) from (select count(*) from removed) done`,
    [tenant.id, id],
  )
  const finished = deleting.then(() => 'delete')
  await expect.poll(() => uncommitted('removed'), { interval: 10 }).toBe(1)
  const during = await clone(tenant, id)
  expect(await Promise.race([finished, Promise.resolve('clone')])).toBe('clone')
  await deleting

  expect([during.status, during.body.rules_cloned]).toEqual([201, RULES])
  expect(await versionsOf(tenant, during.body.id)).toEqual([{ name: '0', description: '0', rules: RULES }])
  expect((await clone(tenant, id)).body.rules_cloned).toBe(0)
})

/** The number of changes of this name that have been made but not committed. */
async function uncommitted(name: string) {
  const [row] = await operator(
    `select count(*)::int as n from pg_stat_activity where wait_event = 'PgSleep' and query like '%from ' || $1 || '%'`,
    [name],
  )
  return row?.n
}

test('a clone whose source is being archived waits for the archiving and returns 404', async () => {
  const { tenant, id } = await withRules()
  const archiving = operator(
    `with archived as (update customers set archived_at = now() where id = $1 returning 1)
     select pg_sleep(0.5) from archived`,
    [id],
  ).then(() => 'archived')
  await expect.poll(() => uncommitted('archived'), { interval: 10 }).toBe(1)
  const { status, body } = await clone(tenant, id, { email: 'steve@plumbing.example' })
  await archiving
  expect([status, body.code, body.detail]).toEqual([404, 'not_found', expect.stringContaining('archived')])
  expect(await rowCounts(tenant)).toEqual({ customers: 1, rules: RULES })
})

test('clones during deletes copy either all rules or none', async () => {
  for (const _ of [1, 2, 3]) {
    const { tenant, id } = await withRules()
    const clones = Array.from({ length: 8 }, () => clone(tenant, id))
    const deleted = operator('delete from rules where tenant_id = $1 and customer_id = $2', [tenant.id, id])
    const responses = await Promise.all(clones)
    await deleted
    for (const { status, body } of responses) {
      expect(status).toBe(201)
      expect([0, RULES]).toContain(body.rules_cloned)
      const versions = body.rules_cloned ? [{ name: '0', description: '0', rules: RULES }] : []
      expect(await versionsOf(tenant, body.id)).toEqual(versions)
    }
  }
})

test('a clone during an update copies every rule either before or after the update', async () => {
  const { tenant, id } = await withRules()
  const updates = (async () => {
    for (let version = 1; version <= 30; version++) {
      await operator('update rules set name = $3, description = $3 where tenant_id = $1 and customer_id = $2', [
        ...[tenant.id, id, String(version)],
      ])
    }
  })()
  const responses = await Promise.all(Array.from({ length: 12 }, () => clone(tenant, id)))
  await updates
  for (const { status, body } of responses) {
    expect([status, body.rules_cloned]).toEqual([201, RULES])
    const versions = await versionsOf(tenant, body.id)
    expect(versions).toEqual([{ name: expect.any(String), description: versions[0]?.name, rules: RULES }])
  }
})

test('a clone is rolled back if one rule cannot be written, and the response reveals no details', async () => {
  const { tenant, id } = await withRules()
  await operator(`insert into rules (tenant_id, customer_id, name, trigger_event) values ($1, $2, 'poison', 'x')`, [
    ...[tenant.id, id],
  ])
  // This built-in trigger function fails if it runs on an insert.
  const name = `"poison-${tenant.id}"`
  await operator(`create trigger ${name} before insert on rules for each row
    when (new.tenant_id = '${tenant.id}' and new.name = 'poison')
    execute function suppress_redundant_updates_trigger()`)
  try {
    const response = await clone(tenant, id)
    expect(response.status).toBe(500)
    expect(response.body).toEqual({
      detail: 'An internal error occurred. If it persists, report it with the request id.',
      code: 'internal_error',
      request_id: response.headers.get('X-Request-Id'),
    })
    expect(await rowCounts(tenant)).toEqual({ customers: 1, rules: RULES + 1 })
  } finally {
    await operator(`drop trigger ${name} on rules`)
  }
  expect((await clone(tenant, id)).body.rules_cloned).toBe(RULES + 1)
})
