import { getTableConfig } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import * as schema from '../../src/db/schema.ts'
import { operator } from './harness.ts'

// Locks 4 and 5 as the database's own catalog tells of them, whatever tables are added later.

/** Every table, view or sequence outside of the system's schemas that the tenant role has any right to. */
const REACHABLE = `
  select c.oid, c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
     and n.nspname not like 'pg_toast%'
     and (has_table_privilege('api_tenant', c.oid, 'select, insert, update, delete, truncate, references, trigger')
       or has_any_column_privilege('api_tenant', c.oid, 'select, insert, update, references'))`

const names = async (text: string) => (await operator(text)).map((row) => row.name)

test('the tenant role reaches the tables it is meant to and no others', async () => {
  expect((await names(`${REACHABLE} order by 2`)).map((name) => String(name).replace('public.', ''))).toEqual([
    'audit_log',
    'customers',
    'instances',
    'rules',
    'stripe_events',
    'subscriptions',
  ])
})

test('every table that the tenant role reaches has row-level security, enabled and forced', async () => {
  expect(
    await names(`select t.name from (${REACHABLE}) t join pg_class c using (oid)
                  where not (c.relrowsecurity and c.relforcerowsecurity)`),
  ).toEqual([])
})

test('each of them has a permissive policy on the tenant alone and a restrictive one on the bound customer', async () => {
  const rows = await operator(`
    select t.name,
           array_agg(p.polname::text order by p.polname) filter (where p.polpermissive) as permissive,
           array_agg(pg_get_expr(p.polqual, p.polrelid) order by p.polname) filter (where p.polpermissive) as uses,
           array_agg(pg_get_expr(p.polwithcheck, p.polrelid) order by p.polname) filter (where p.polpermissive) as checks,
           array_agg(p.polname::text order by p.polname) filter (where not p.polpermissive) as restrictive
      from (${REACHABLE}) t left join pg_policy p on p.polrelid = t.oid group by t.name order by 1`)
  const ownTenant = '(tenant_id = ( SELECT app.tenant_id() AS tenant_id))'
  for (const row of rows) {
    expect(row).toMatchObject({ permissive: ['tenant'], uses: [ownTenant], checks: [ownTenant] })
    expect(row.restrictive).toEqual(['bound_customer', 'bound_customer_deletes_nothing'])
  }
  expect(rows.length).toBe(6)
})

test('every primary, foreign and unique key of a table with a tenant begins with the tenant', async () => {
  const crossing = await operator(`
    select c.oid::regclass::text as name, i.indexrelid::regclass::text as index
      from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute tenant on tenant.attrelid = c.oid and tenant.attname = 'tenant_id'
     where (i.indisunique or i.indisprimary) and i.indkey[0] <> tenant.attnum
    union all
    select k.conrelid::regclass::text, k.conname
      from pg_constraint k join pg_attribute tenant on tenant.attrelid = k.conrelid and tenant.attname = 'tenant_id'
     where k.contype = 'f' and k.conkey[1] <> tenant.attnum
     order by 1, 2`)
  // An API key's hash is looked up before there is a tenant; nobody can guess one. Its id names it to the operator.
  expect(crossing.map((row) => row.index)).toEqual(['api_keys_id_key', 'api_keys_key_hash_key'])
})

test('every index of a table with a tenant begins with the tenant, the two of API keys apart', async () => {
  const others = await operator(`
    select i.indexrelid::regclass::text as name from pg_index i
      join pg_attribute tenant on tenant.attrelid = i.indrelid and tenant.attname = 'tenant_id'
      join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where i.indkey[0] <> tenant.attnum and n.nspname in ('public', 'app') order by 1`)
  expect(others.map((row) => row.name)).toEqual(['api_keys_id_key', 'api_keys_key_hash_key'])
})

test('nobody may execute a function of ours unless it was granted, and each that runs as its owner pins its search path', async () => {
  const rows = await operator(`
    select p.proname as name, p.prosecdef as definer, p.proconfig::text as config,
           has_function_privilege('public', p.oid, 'execute') as anyone,
           has_function_privilege('api_login', p.oid, 'execute') as login,
           has_function_privilege('api_tenant', p.oid, 'execute') as tenant
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'app' order by 1`)
  expect(rows.filter((row) => row.anyone)).toEqual([])
  expect(rows.filter((row) => row.login).map((row) => row.name)).toEqual(['enter', 'enter_stripe', 'find_key'])
  expect(rows.filter((row) => row.tenant).map((row) => row.name)).toEqual([
    'apply_stripe_event',
    'customer_id',
    'is_admin',
    'key_id',
    'operation',
    'settle_stripe_customer',
    'stripe_customer_of',
    'stripe_customer_owner',
    'tenant_id',
  ])
  for (const row of rows.filter((row) => row.definer)) expect(row.config).toContain('search_path=pg_catalog, pg_temp')
})

test('no view runs as its owner', async () => {
  expect(
    await names(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.relkind = 'v' and n.nspname in ('public', 'app')
                    and not coalesce(c.reloptions @> '{security_invoker=true}', false)`),
  ).toEqual([])
})

test('the login role is a member of the tenant role alone, and may only become it', async () => {
  expect(
    await operator(`
      select granted.rolname as name, m.inherit_option as inherit, m.set_option as become, m.admin_option as admin
        from pg_auth_members m join pg_roles granted on granted.oid = m.roleid
        join pg_roles me on me.oid = m.member where me.rolname = 'api_login'`),
  ).toEqual([{ name: 'api_tenant', inherit: false, become: true, admin: false }])
  expect(
    await operator(`select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as wide
                      from pg_roles where rolname in ('api_login', 'api_tenant')`),
  ).toEqual([{ wide: false }, { wide: false }])
})

test('the tables that statements are built with are those that the migrations make', async () => {
  const inCode = Object.values(schema).flatMap((table) => {
    const { name, columns } = getTableConfig(table)
    return columns.map((column) => `${name}.${column.name} ${column.notNull ? 'not null' : 'null'}`)
  })
  const inDatabase = await operator(`
    select table_name || '.' || column_name || case is_nullable when 'YES' then ' null' else ' not null' end as name
      from information_schema.columns where table_schema = 'public' and table_name <> 'tenants'`)
  expect(inCode.sort()).toEqual(inDatabase.map((row) => row.name).sort())
})
