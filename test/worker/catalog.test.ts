import { expect, test } from 'vitest'
import { clientOf, database, operator } from './harness.ts'

// Checks locks 4 and 5 in the system catalog, so that they also cover tables added later.

/** Every table, view or sequence outside the system schemas on which the tenant role has any privilege. */
const REACHABLE = `
  select c.oid, c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname not in ('pg_catalog', 'information_schema')
     and n.nspname not like 'pg_toast%'
     and case c.relkind when 'S' then has_sequence_privilege('api_tenant', c.oid, 'usage, select, update') else
         has_table_privilege('api_tenant', c.oid,
                             'select, insert, update, delete, truncate, references, trigger, maintain')
         or has_any_column_privilege('api_tenant', c.oid, 'select, insert, update, references') end`

const names = async (text: string) => (await operator(text)).map((row) => row.name)

test('the tenant role has privileges only on the intended tables', async () => {
  expect((await names(`${REACHABLE} order by 2`)).map((name) => String(name).replace('public.', ''))).toEqual([
    'api_keys',
    'audit_log',
    'customers',
    'instance_transitions',
    'instances',
    'row_counts',
    'rules',
    'stripe_events',
    'subscriptions',
    'tenants',
  ])
})

const OWN = '(id = ( SELECT app.entered_tenant() AS entered_tenant))'

test('the tenant role reads only id, name and slug of its own tenant row, and never an API key hash', async () => {
  expect(
    await operator(`select polname::text as name, polcmd as command, polpermissive as permissive,
                           pg_get_expr(polqual, polrelid) as uses
                      from pg_policy where polrelid = 'tenants'::regclass`),
  ).toEqual([{ name: 'own', command: 'r', permissive: true, uses: OWN }])
  const columns = (table: string, right: string) =>
    names(`select attname as name from pg_attribute where attrelid = '${table}'::regclass and attnum > 0
              and has_column_privilege('api_tenant', attrelid, attnum, '${right}') order by 1`)
  expect(await columns('tenants', 'select')).toEqual(['id', 'name', 'slug'])
  expect(await columns('tenants', 'insert, update, references')).toEqual([])
  expect(await columns('api_keys', 'update')).toEqual(['expires_at', 'replaced_by', 'revoked_at'])
  expect(await columns('api_keys', 'select')).not.toContain('key_hash')
  expect(
    await names(`select 1 where has_table_privilege('api_tenant', 'api_keys', 'delete, truncate')
                         or has_table_privilege('api_tenant', 'audit_log', 'update, delete, truncate')
                         or has_any_column_privilege('api_tenant', 'audit_log', 'update')`),
  ).toEqual([])
})

test('every table with tenant role privileges has row-level security enabled and forced', async () => {
  expect(
    await names(`select t.name from (${REACHABLE}) t join pg_class c using (oid)
                  where not (c.relrowsecurity and c.relforcerowsecurity)`),
  ).toEqual([])
})

test('each such table has one permissive policy on the tenant and restrictive ones on the bound customer', async () => {
  const rows = await operator(`
    select t.name,
           array_agg(p.polname::text order by p.polname) filter (where p.polpermissive) as permissive,
           array_agg(pg_get_expr(p.polqual, p.polrelid) order by p.polname) filter (where p.polpermissive) as uses,
           array_agg(pg_get_expr(p.polwithcheck, p.polrelid) order by p.polname)
             filter (where p.polpermissive) as checks,
           array_agg(p.polname::text order by p.polname) filter (where not p.polpermissive) as restrictive
      from (${REACHABLE}) t left join pg_policy p on p.polrelid = t.oid where t.name <> 'tenants'
     group by t.name order by 1`)
  const ownTenant = '(tenant_id = ( SELECT app.entered_tenant() AS entered_tenant))'
  for (const row of rows) {
    expect(row).toMatchObject({ permissive: ['tenant'], uses: [ownTenant], checks: [ownTenant] })
    expect(row.restrictive).toEqual(['bound_customer', 'bound_customer_deletes_nothing'])
  }
  expect(rows.length).toBe(9)
})

test('the policy against deletes by a bound customer applies only to deletes and allows tenant admins', async () => {
  const rows = await operator(`
    select p.polcmd as command, pg_get_expr(p.polqual, p.polrelid) as uses
      from pg_policy p where p.polname = 'bound_customer_deletes_nothing'`)
  expect(rows.length).toBeGreaterThan(0)
  for (const row of rows) expect(row).toEqual({ command: 'd', uses: '( SELECT app.is_admin() AS is_admin)' })
})

test('every primary, foreign and unique key of a tenant table starts with the tenant', async () => {
  const otherKeys = await operator(`
    select c.oid::regclass::text as name, i.indexrelid::regclass::text as index
      from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute tenant on tenant.attrelid = c.oid and tenant.attname = 'tenant_id'
     where (i.indisunique or i.indisprimary) and i.indkey[0] <> tenant.attnum
    union all
    select k.conrelid::regclass::text, k.conname
      from pg_constraint k join pg_attribute tenant on tenant.attrelid = k.conrelid and tenant.attname = 'tenant_id'
     where k.contype = 'f' and k.conkey[1] <> tenant.attnum
     order by 1, 2`)
  // A key hash cannot be guessed and is looked up before the tenant is known. The operator uses only the id.
  expect(otherKeys.map((row) => row.index)).toEqual(['api_keys_id_key', 'api_keys_key_hash_key'])
})

test('every index of a tenant table starts with the tenant, except those that only functions use', async () => {
  const otherIndexes = await operator(`
    select i.indexrelid::regclass::text as name from pg_index i
      join pg_attribute tenant on tenant.attrelid = i.indrelid and tenant.attname = 'tenant_id'
      join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where i.indkey[0] <> tenant.attnum and n.nspname in ('public', 'app') order by 1`)
  // The search index has no leakproof operator, so the tenant role can use it only through its function. The tenant
  // role has no privileges on idempotency keys.
  expect(otherIndexes.map((row) => row.name)).toEqual([
    'api_keys_id_key',
    'api_keys_key_hash_key',
    'customers_search',
    'idempotency_keys_by_age',
  ])
})

test('functions are executable only where granted, and security definer functions pin their search path', async () => {
  const rows = await operator(`
    select p.proname as name, p.prosecdef as definer, p.proconfig::text as config,
           has_function_privilege('public', p.oid, 'execute') as anyone,
           has_function_privilege('api_login', p.oid, 'execute') as login,
           has_function_privilege('api_tenant', p.oid, 'execute') as tenant
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'app' order by 1`)
  expect(rows.filter((row) => row.anyone)).toEqual([])
  expect(rows.filter((row) => row.login).map((row) => row.name)).toEqual([
    'delete_expired_idempotency_keys',
    'enter',
    'enter_stripe',
    'find_key',
    'replay',
  ])
  expect(rows.filter((row) => row.tenant).map((row) => row.name)).toEqual([
    'apply_events_of',
    'apply_stripe_event',
    'conflicting_customers',
    'customer_details',
    'customer_id',
    'entered_tenant',
    'is_admin',
    'key_id',
    'link_stripe_customer',
    'linkable_stripe_customers',
    'links_by_email',
    'lock_event_emails',
    'lock_key',
    'lock_linkable_customers',
    'lock_rules',
    'lock_stripe',
    'lock_values',
    'match_stripe_events',
    'newest_subscriptions',
    'operation',
    'rebuild_subscriptions',
    'record_result',
    'search_customers',
    'stripe_customer_of',
    'stripe_customer_owner',
    'sync_stripe_customer',
    'tenant_id',
  ])
  for (const row of rows.filter((row) => row.definer)) expect(row.config).toContain('search_path=pg_catalog, pg_temp')
})

test('every view runs with the privileges of its caller', async () => {
  expect(
    await names(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where c.relkind = 'v' and n.nspname in ('public', 'app')
                    and not coalesce(c.reloptions @> '{security_invoker=true}', false)`),
  ).toEqual([])
})

test('the login role is a member only of the tenant role, and can only switch to it', async () => {
  expect(
    await operator(`
      select granted.rolname as name, m.inherit_option as inherit, m.set_option as become, m.admin_option as admin
        from pg_auth_members m join pg_roles granted on granted.oid = m.roleid
        join pg_roles me on me.oid = m.member where me.rolname = 'api_login'`),
  ).toEqual([{ name: 'api_tenant', inherit: false, become: true, admin: false }])
  expect(
    await operator(`select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as privileged
                      from pg_roles where rolname in ('api_login', 'api_tenant')`),
  ).toEqual([{ privileged: false }, { privileged: false }])
})

test('the login role has timeouts, fixed formats and search path, and creates no temporary tables', async () => {
  const [row] = await operator(`
    select s.setconfig as settings from pg_db_role_setting s
     where s.setrole = 'api_login'::regrole and s.setdatabase = 0`)
  expect(row?.settings).toEqual(
    expect.arrayContaining([
      ...['statement_timeout=3s', 'lock_timeout=1s', 'idle_in_transaction_session_timeout=5s'],
      ...['TimeZone=UTC', 'DateStyle=ISO, YMD', 'search_path=pg_catalog, public, pg_temp', 'row_security=on'],
    ]),
  )
  const temporary = clientOf(database.loginUrl)`create temporary table customers (id integer)`
  await expect(temporary).rejects.toMatchObject({ code: '42501' })
})
