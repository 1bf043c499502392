import { Client } from 'pg'
import { test as base, describe, expect, inject } from 'vitest'
import { replayEvent } from '../../src/admin/stripe-replay.ts'
import { seed } from '../../src/local/demo/seed.ts'
import { createMigratedDatabase } from '../setup/migrated-database.ts'

type Query = (text: string, params?: unknown[]) => Promise<Record<string, unknown>[]>

/** The demo data in its own database, whose visible state no test of this file changes. */
const test = base.extend<{ query: Query }>({
  query: [
    async ({}, use) => {
      const { url, remove } = await createMigratedDatabase(inject('database').ownerUrl)
      await seed(url)
      const client = new Client({ connectionString: url })
      await client.connect()
      await use(async (text, params) => (await client.query(text, params)).rows)
      await client.end()
      await remove()
    },
    { scope: 'file' },
  ],
})

const ofCrewAmp = `tenant_id = (select id from tenants where slug = 'crewamp')`
const liveKey = `(select id from api_keys where ${ofCrewAmp} and name = 'first live key')`

describe('the demo data', () => {
  test('has CrewAmp customers with external ids and metadata, including IQM and Steve', async ({ query }) => {
    const annotated = await query(
      `select company_name as company from customers
        where ${ofCrewAmp} and external_id is not null and metadata <> '{}' and archived_at is null`,
    )
    const companies = annotated.map(({ company }) => company)
    expect(companies).toEqual(expect.arrayContaining(['IQM', 'Steve the Plumber']))
    expect(companies.length).toBeGreaterThan(3)
  })

  test('has archived customers without active resources or later changes', async ({ query }) => {
    const archived = await query(
      `select active_subscription_count + running_instance_count as going, updated_at = archived_at as last,
              (select count(*)::int from subscriptions s
                where s.customer_id = c.id and greatest(s.updated_at, s.canceled_at) > c.archived_at)
            + (select count(*)::int from instance_transitions m
                where m.customer_id = c.id and m.moved_at > c.archived_at)
                as later
         from customers c where ${ofCrewAmp} and archived_at is not null`,
    )
    expect(archived).toEqual(Array(2).fill({ going: 0, last: true, later: 0 }))
  })

  test('has all status changes of each instance since its registration, each by a key of its tenant', async ({
    query,
  }) => {
    const odd = await query(
      `select i.id from instances i
        cross join lateral (
          select count(*) as count,
                 bool_and(from_status is not distinct from before) as joined,
                 bool_and(previous is null or previous < moved_at) as ordered,
                 min(moved_at) as first, max(moved_at) as last,
                 (array_agg(to_status order by moved_at desc))[1] as status,
                 bool_and(customer_id = i.customer_id and actor_key_id in
                   (select k.id from api_keys k where k.tenant_id = i.tenant_id)) as known
            from (select m.*, lag(to_status) over history as before, lag(moved_at) over history as previous
                    from instance_transitions m where m.tenant_id = i.tenant_id and m.instance_id = i.id
                  window history as (order by moved_at, id)) m) h
        where (h.count > 0 and h.joined and h.ordered and h.known and h.status = i.status
               and h.first = i.created_at and h.last <= i.updated_at) is not true`,
    )
    expect(odd).toEqual([])
    const shown = await query(
      `select distinct from_status || ' ' || to_status as move from instance_transitions
        where ${ofCrewAmp} and from_status is not null order by 1`,
    )
    expect(shown.map(({ move }) => move)).toEqual([
      'failed provisioning',
      'provisioning failed',
      'provisioning running',
      'running failed',
      'running stopped',
      'stopped running',
      'stopped terminated',
    ])
  })

  test('has keys in every state, one that can only read customers, and one bound to Steve', async ({ query }) => {
    const keys = await query(
      `select name, scopes, (select company_name from customers c where c.id = k.customer_id) as customer,
              case when revoked_at is not null then 'revoked' when expires_at <= now() then 'expired' else 'active' end
                as state
         from api_keys k where ${ofCrewAmp} order by created_at desc`,
    )
    const all = { customer: null, scopes: ['*'], state: 'active' }
    expect(keys).toEqual([
      { ...all, name: 'Steve’s dashboard', customer: 'Steve the Plumber' },
      {
        ...all,
        name: 'lost laptop',
        scopes: ['customers:read', 'instances:read', 'instances:write'],
        state: 'revoked',
      },
      { ...all, name: 'reporting', scopes: ['customers:read'] },
      { ...all, name: 'last year’s import', scopes: ['customers:write'], state: 'expired' },
      { ...all, name: 'first live key' },
    ])
    const odd = `last_used_at < created_at or last_used_at > least(now(), expires_at, revoked_at)`
    expect(await query(`select name from api_keys where ${odd}`)).toEqual([])
  })

  test('has CrewAmp’s Stripe account, and a Stripe customer wherever there are subscriptions', async ({ query }) => {
    const accounts = await query('select slug from tenants where stripe_account_id is not null')
    expect(accounts).toEqual([{ slug: 'crewamp' }])
    const odd = await query(
      `select id from customers where (subscription_count > 0) <> (stripe_customer_id is not null)`,
    )
    expect(odd).toEqual([])
  })

  test('has Stripe events that match the data: replaying any of them changes nothing', async ({ query }) => {
    const state = () =>
      query(`select (select json_agg(s order by id) from subscriptions s) as subscriptions,
                    (select json_agg(c order by id) from customers c) as customers,
                    (select json_agg(e order by tenant_id, id) from stripe_events e) as events`)
    const before = await state()
    const events = await query('select id from stripe_events order by id')
    expect(events.length).toBe(10)
    for (const { id } of events) {
      expect(await replayEvent(query, String(id))).toMatchObject({ tenant: 'crewamp', status: 'applied', changes: [] })
    }
    expect(await state()).toEqual(before)
  })

  test('has an audit log that ends in the current state, written by CrewAmp’s live key, one request per entry', async ({
    query,
  }) => {
    const operations = await query('select distinct operation from audit_log order by 1')
    expect(operations.map(({ operation }) => operation)).toEqual([
      'archiveCustomer',
      'createApiKey',
      'createCustomer',
      'createRule',
      'registerInstance',
      'revokeApiKey',
      'updateCustomer',
      'updateInstance',
    ])
    const odd = await query(
      `select id from audit_log
        where tenant_id <> (select id from tenants where slug = 'crewamp') or actor_key_id <> ${liveKey}
           or request_id is null or occurred_at > now() or (before is null) <> (action = 'create')`,
    )
    expect(odd).toEqual([])
    expect(await query('select request_id from audit_log group by 1 having count(*) > 1')).toEqual([])

    // Compares the newest logged value of each field with the row. Triggering a rule and using a key are not logged.
    const differing = await query(
      `with rows as (
         select id, to_jsonb(c) as now from customers c union all select id, to_jsonb(i) from instances i
         union all select id, to_jsonb(r) from rules r
         union all select id, to_jsonb(k) from api_keys k
       ), logged as (
         select distinct on (resource_id, field.key) resource_id, field.key, field.value
           from audit_log cross join jsonb_each(after) field
          order by resource_id, field.key, occurred_at desc
       )
       select logged.key, value, now -> logged.key as now from logged left join rows on rows.id = logged.resource_id
        where key not in ('trigger_count', 'last_triggered_at', 'last_used_at', 'stripe_customer_id')
          and case when key ~ '_at$' then (value #>> '{}')::timestamptz is distinct from (now ->> key)::timestamptz
                   else value is distinct from now -> key end`,
    )
    expect(differing).toEqual([])
  })

  test('logs a creation with all fields that the triggers log', async ({ query }) => {
    const odd = await query(
      `with rows as (
         select id, to_jsonb(c) as row from customers c union all select id, to_jsonb(i) from instances i
         union all select id, to_jsonb(r) from rules r union all select id, to_jsonb(k) from api_keys k
       )
       select resource_type, difference.key from audit_log join rows on rows.id = resource_id
        cross join lateral (
          select key from jsonb_object_keys(row) key where not after ? key and key !~ '_counts?$|^company_[ks]' and
            key not in ('tenant_id', 'created_at', 'updated_at', 'email_key', 'name_key', 'version', 'key_hash')
          union all select key from jsonb_object_keys(after) key where not row ? key) difference
        where action = 'create'`,
    )
    expect(odd).toEqual([])
  })

  test('logs every status change of Steve’s instances with its time and both statuses', async ({ query }) => {
    const unlogged = await query(
      `select m.id from instance_transitions m join customers c on c.tenant_id = m.tenant_id and c.id = m.customer_id
        where c.${ofCrewAmp} and c.company_name = 'Steve the Plumber' and not exists (
          select from audit_log a where a.resource_id = m.instance_id and a.occurred_at = m.moved_at
             and a.before ->> 'status' is not distinct from m.from_status and a.after ->> 'status' = m.to_status)`,
    )
    expect(unlogged).toEqual([])
  })
})
