import { DEFAULT_PRIVILEGES, PRIVILEGES, type Privileges } from './privileges.ts'
import { type CatalogRule, isBuiltIn, isOfExtension, isOwnSchema, roleName, signature } from './rule.ts'

/** Every object that can have privileges: the role that owns it, its privileges, and its name. */
const OBJECTS = `
  select 'd' as kind, datdba as owner, datacl as acl, 'the database' as name
    from pg_database where datname = current_database()
  union all select 'n', nspowner, nspacl, 'schema ' || nspname from pg_namespace n where ${isOwnSchema('n')}
  union all select case c.relkind when 'S' then 's' else 'r' end, c.relowner, c.relacl,
                   case c.relkind when 'S' then 'sequence ' else 'table ' end || n.nspname || '.' || c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and (${isOwnSchema('n')} or ${namesRole('c.relacl')})
  union all select 'c', c.relowner, a.attacl, 'table ' || n.nspname || '.' || c.relname || ' (' || a.attname || ')'
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
   where a.attacl is not null and (${isOwnSchema('n')} or ${namesRole('a.attacl')})
  union all select 'f', p.proowner, p.proacl,
                   case when ${isOfExtension('pg_proc', 'p.oid')} then 'functions of extensions'
                        else 'function ' || ${signature('n', 'p')} end
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${isOwnSchema('n')} or ${namesRole('p.proacl')}
  union all select 'T', t.typowner, t.typacl,
                   case when ${isOfExtension('pg_type', 't.oid')} then 'types of extensions'
                        else 'type ' || n.nspname || '.' || t.typname end
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
   -- The types of rows and arrays come with a table or type and give access to nothing.
   where t.typacl is not null or (${isOwnSchema('n')} and t.typrelid = 0 and t.typcategory <> 'A')
  union all select 'l', lanowner, lanacl, 'language ' || lanname from pg_language
   where lanacl is not null or not ${isBuiltIn('oid')}
  union all select 'F', fdwowner, fdwacl, 'foreign-data wrapper ' || fdwname from pg_foreign_data_wrapper
  union all select 'S', srvowner, srvacl, 'server ' || srvname from pg_foreign_server
  union all select 'L', lomowner, lomacl, 'large object ' || oid from pg_largeobject_metadata
  union all select 'p', 10, paracl, 'parameter ' || parname from pg_parameter_acl
  union all select 't', spcowner, spcacl, 'tablespace ' || spcname from pg_tablespace`

/** SQL for the condition that privileges name a role of the API. Those are unexpected even on a system table. */
function namesRole(acl: string): string {
  return `${acl}::text ~ 'api_(login|tenant)='`
}

const grantFact = (object: string) => `
  ${roleName('granted.grantee')} || ': ' || lower(granted.privilege_type)
    || case when granted.is_grantable then ' with grant option' else '' end || ' on ' || ${object}`

/** `table t (a, b)` as one fact per column. */
function factsOf(privileges: Privileges): string[] {
  return Object.entries(privileges).flatMap(([object, grants]) =>
    grants.flatMap((grant) => {
      const [, role, privilege, columns] = /^(public|\w+) (\w+)(?: \((.+)\))?$/.exec(grant) ?? []
      const on = `${role}: ${privilege} on ${object}`
      return columns ? columns.split(/,\s*/).map((column) => `${on} (${column})`) : [on]
    }),
  )
}

const NEW_OBJECTS = `
  'new ' || case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                                 when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end
    || case when d.defaclnamespace = 0 then '' else ' in ' || d.defaclnamespace::regnamespace end
    || ' of ' || ${roleName('d.defaclrole')}`

export const PRIVILEGE_RULES: CatalogRule[] = [
  {
    promise: 'every role has exactly the listed privileges on every object, down to columns',
    advice:
      'Revoke in the migration what is not needed: a `+` below can expose rows that no policy protects. If a ' +
      'privilege is intended, add it to test/node/catalog/privileges.ts; remove what a `-` names.',
    expected: factsOf(PRIVILEGES),
    found: `select distinct ${grantFact('o.name')} as fact
              from (${OBJECTS}) o
             cross join lateral aclexplode(coalesce(o.acl, acldefault(o.kind::"char", o.owner))) granted
             where granted.grantee <> o.owner`,
  },
  {
    promise: 'new objects get exactly the listed privileges',
    advice:
      'Grant privileges on each object, never by `alter default privileges`: a later table would be open at ' +
      'once. If a default is intended, change DEFAULT_PRIVILEGES in test/node/catalog/privileges.ts.',
    expected: DEFAULT_PRIVILEGES,
    found: `select ${grantFact(NEW_OBJECTS)} as fact
              from pg_default_acl d cross join lateral aclexplode(d.defaclacl) granted`,
  },
]
