import { type CatalogRule, isOwnSchema } from './rule.ts'

/** Tables with a tenant, and those without one that an API role can access. */
const TENANT_TABLES = `
  select c.oid, c.oid::regclass::text as name, tenant.attnum as tenant
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    left join pg_attribute tenant
      on tenant.attrelid = c.oid and tenant.attname = 'tenant_id' and not tenant.attisdropped
   where c.relkind in ('r', 'p') and ${isOwnSchema('n')} and c.oid <> 'public.tenants'::regclass
     and (tenant.attnum is not null
       or exists (select from aclexplode(c.relacl) granted where granted.grantee <> c.relowner)
       or exists (select from pg_attribute a where a.attrelid = c.oid and a.attacl is not null))`

export const KEY_RULES: CatalogRule[] = [
  {
    promise: 'every table that a role can access has a tenant, whose default is that of the transaction',
    advice:
      'Declare `tenant_id uuid not null default app.tenant_id()`, so that the policies can compare it and no ' +
      'statement needs to name it.',
    expected: [],
    found: `
      select t.name || ' has ' || coalesce('tenant_id ' || format_type(a.atttypid, a.atttypmod)
               || case when a.attnotnull then ' not null' else '' end
               || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''), 'no tenant_id') as fact
        from (${TENANT_TABLES}) t
        left join pg_attribute a on a.attrelid = t.oid and a.attnum = t.tenant
        left join pg_attrdef d on d.adrelid = t.oid and d.adnum = t.tenant
       where (a.atttypid = 'uuid'::regtype and a.attnotnull and pg_get_expr(d.adbin, d.adrelid) = 'app.tenant_id()')
             is not true`,
  },
  {
    promise: 'every primary, foreign and unique key starts with the tenant, on both sides',
    advice:
      'Start the key with tenant_id. Otherwise a row can reference another tenant’s row, or a unique index ' +
      'reveals to one tenant what another has. List an exception with its reason in ' +
      'test/node/catalog/key-rules.ts.',
    expected: [
      // The operator names a key only by its id.
      'unique index api_keys_id_key of api_keys',
      // A hash cannot be guessed, and is looked up before the tenant is known.
      'unique index api_keys_key_hash_key of api_keys',
    ],
    found: `
      select t.name || ' has no primary key' as fact from (${TENANT_TABLES}) t
       where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary)
      union all
      select 'unique index ' || i.indexrelid::regclass || ' of ' || t.name
        from (${TENANT_TABLES}) t join pg_index i on i.indrelid = t.oid
       where (i.indisunique or i.indisprimary or i.indisexclusion) and i.indkey[0] is distinct from t.tenant
      union all
      select 'foreign key ' || k.conname || ' of ' || t.name
        from (${TENANT_TABLES}) t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
        join pg_attribute referenced on referenced.attrelid = k.confrelid and referenced.attnum = k.confkey[1]
       where k.conkey[1] is distinct from t.tenant or not k.convalidated or not k.conenforced
          or referenced.attname <> case when k.confrelid = 'public.tenants'::regclass then 'id' else 'tenant_id' end`,
  },
  {
    promise: 'every index starts with the tenant',
    advice:
      'Start the index with tenant_id, because every query of a tenant compares it. List an index that only a ' +
      'function uses in test/node/catalog/key-rules.ts, with its reason.',
    expected: [
      'api_keys_id_key of api_keys',
      'api_keys_key_hash_key of api_keys',
      // Has no leakproof operator, so the tenant role can use it only through the search function.
      'customers_search of customers',
      // Only the function that deletes old idempotency keys uses it; the tenant role has no privileges on the table.
      'idempotency_keys_by_age of idempotency_keys',
    ],
    found: `
      select i.indexrelid::regclass || ' of ' || t.name || case when i.indisvalid then '' else ', which is invalid' end
               as fact
        from (${TENANT_TABLES}) t join pg_index i on i.indrelid = t.oid
       where i.indkey[0] is distinct from t.tenant or not i.indisvalid
      union all
      select t.name || ' has no index that starts with tenant_id and contains every row' from (${TENANT_TABLES}) t
       where not exists (select from pg_index i where i.indrelid = t.oid and i.indkey[0] = t.tenant
                           and i.indpred is null and i.indisvalid)`,
  },
]
