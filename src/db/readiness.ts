import type { DatabaseEnv } from './client.ts'
import { queryAsLogin } from './login-db.ts'
import { sql } from './sql.ts'

/**
 * Excess and missing privileges of the login role and of the role it switches to, each as a sentence without its full
 * stop; empty if both have exactly the required privileges. Only for the log. Errors: `database_unavailable`.
 */
export async function excessPrivileges(env: DatabaseEnv): Promise<string[]> {
  const rows = await queryAsLogin(env, EXCESS_PRIVILEGES)
  return rows.map(({ excess }) => excess)
}

const EXCESS_PRIVILEGES = sql<{ excess: string }>`
  with actor as (
    select r.*, r.rolname = current_user as is_login,
           case when r.rolname = current_user then 'the login role ' else r.rolname || ' ' end as it
      from pg_roles r where r.rolname in (current_user, 'api_tenant', 'api_customer')
  ), entered (entered) as (values ('api_tenant'::name), ('api_customer')
  ), schema as (
    select oid, nspname as name from pg_namespace
     where nspname not in ('pg_catalog', 'information_schema') and nspname not like 'pg_toast%'
       and nspname not like 'pg_temp%'
  ), relation as (
    select c.oid, c.oid::regclass::text as name, c.relkind = 'S' as is_sequence, c.relowner as owner,
           c.relrowsecurity and c.relforcerowsecurity as is_locked
      from pg_class c join schema on schema.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  ), touched as (
    select actor.rolname as role, actor.is_login, actor.it, relation.* from actor, relation
     where case when relation.is_sequence then has_sequence_privilege(actor.oid, relation.oid, 'usage, select, update')
           else has_table_privilege(actor.oid, relation.oid,
                  'select, insert, update, delete, truncate, references, trigger, maintain')
             or has_any_column_privilege(actor.oid, relation.oid, 'select, insert, update, references') end
  )
  select it || 'is a superuser' as excess from actor where rolsuper
  union all select it || 'bypasses row-level security' from actor where rolbypassrls
  union all select it || 'may create roles' from actor where rolcreaterole
  union all select it || 'may create databases' from actor where rolcreatedb
  union all select it || 'may replicate' from actor where rolreplication
  union all select it || 'may create objects in schema ' || n.nspname from actor, pg_namespace n
     where has_schema_privilege(actor.oid, n.oid, 'create') and n.nspname not like 'pg_temp%'
  union all select it || 'may create schemas' from actor where has_database_privilege(oid, current_database(), 'create')
  union all select it || 'is a member of ' || granted.rolname from actor
      join pg_auth_members m on m.member = actor.oid join pg_roles granted on granted.oid = m.roleid
     where granted.rolname not in ('api_tenant', 'api_customer')
  union all select it || 'can grant ' || m.roleid::regrole || ' to others' from actor
      join pg_auth_members m on m.member = actor.oid where m.admin_option
  union all select it || 'owns ' || relation.name from actor join relation on relation.owner = actor.oid
  union all select it || 'may use ' || name from touched where is_login
  union all select it || 'can access ' || name || ', which does not have row-level security enabled and forced'
      from touched where not is_login and not is_sequence and not is_locked
  union all select it || 'may call ' || f.oid::regprocedure from actor
      join pg_proc f on has_function_privilege(actor.oid, f.oid, 'execute') join schema on schema.oid = f.pronamespace
     where (f.prosecdef or (is_login and schema.name = 'app'))
       and not (schema.name = 'app' and f.proname = any (case when is_login then
         '{enter,enter_stripe,find_keys,record_key_use,replay,delete_expired_idempotency_keys}'::name[]
         else '{entered_tenant,bound_tenant,bound_customer,own_tenant,key_id,links_by_email,record_result}'::name[]
              || 'search_customers'::name end))
  union all select it || 'may create temporary tables' from actor
     where has_database_privilege(oid, current_database(), 'temporary')
  union all select it || 'may write ' || name || ', which only functions write' from touched
     where role = 'api_tenant' and name in ('audit_log', 'row_counts', 'idempotency_keys') and (
       has_table_privilege('api_tenant', oid, 'insert, update, delete, truncate')
       or has_any_column_privilege('api_tenant', oid, 'insert, update'))
  union all select it || 'may write ' || name from touched
     where role = 'api_customer' and (has_table_privilege('api_customer', oid, 'insert, update, delete, truncate')
       or has_any_column_privilege('api_customer', oid, 'insert, update'))
  union all select it || 'may use ' || name || ', which only functions use' from touched
     where name in ('tenants', 'idempotency_keys') and not is_login
  union all select it || 'has excess privileges on ' || name from touched
     where not is_login and not is_sequence and (
       has_table_privilege(role, oid, 'truncate, references, trigger, maintain')
       or has_any_column_privilege(role, oid, 'references')
       or has_table_privilege(role, oid, 'delete') and name not in ('instances', 'rules'))
  union all select it || 'may read the hashes of keys' from touched
     where case when name = 'api_keys' and not is_login then has_column_privilege(role, oid, 'key_hash', 'select') end
  union all select 'the policy ' || p.polname || ' on ' || relation.name || ' is not one of the migrations'
      from pg_policy p join relation on relation.oid = p.polrelid
     where relation.is_locked and not (p.polpermissive and (p.polname, p.polroles) in (
       ('tenant', array['api_tenant'::regrole::oid]), ('bound_customer', array['api_customer'::regrole::oid])))
  union all select it || 'cannot become ' || entered from actor, entered
     where is_login and not pg_has_role(oid, entered, 'set')
  union all select it || 'inherits from ' || entered || ', which it should only reach by SET ROLE' from actor, entered
     where is_login and pg_has_role(oid, entered, 'usage')`
