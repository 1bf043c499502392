import { type Connection, connect, databaseFailure } from './client.ts'

/**
 * What the login role can do beyond becoming the tenant role, each as the end of "The login role …"; empty when it is
 * as narrow as it should be. Errors: `database_unavailable`.
 */
export async function loginRoleExcesses(connection: Connection): Promise<string[]> {
  const rows = await connect(connection)
    .query(QUESTION)
    .catch((error) => {
      throw databaseFailure(error)
    })
  return rows.map((row) => String((row as { excess: unknown }).excess))
}

const QUESTION = `
  with me as (select * from pg_roles where rolname = current_user),
  relation as (
    select c.oid, c.oid::regclass::text as name, c.relowner from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
       and n.nspname not like 'pg_toast%' and n.nspname not like 'pg_temp%'
  )
  select 'is a superuser' as excess from me where rolsuper
  union all select 'bypasses row-level security' from me where rolbypassrls
  union all select 'may create roles' from me where rolcreaterole
  union all select 'may create databases' from me where rolcreatedb
  union all select 'may replicate' from me where rolreplication
  union all select 'may create objects in schema ' || n.nspname from pg_namespace n, me
     where has_schema_privilege(me.oid, n.oid, 'create') and n.nspname not like 'pg_temp%'
  union all select 'is a member of ' || granted.rolname from pg_auth_members m
      join me on me.oid = m.member join pg_roles granted on granted.oid = m.roleid
     where granted.rolname <> 'api_tenant' or m.admin_option or m.inherit_option
  union all select 'owns ' || relation.name from relation, me where relation.relowner = me.oid
  union all select 'may use the table ' || relation.name from relation, me
     where has_table_privilege(me.oid, relation.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege(me.oid, relation.oid, 'select, insert, update, references')
  union all select 'cannot become api_tenant' from me where not pg_has_role(me.oid, 'api_tenant', 'set')
  union all select 'inherits from api_tenant, which it may only become' from me
     where pg_has_role(me.oid, 'api_tenant', 'usage')`
