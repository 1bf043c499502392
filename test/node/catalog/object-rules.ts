import { type CatalogRule, isBuiltIn, isOfExtension, isOwnSchema, roleName } from './rule.ts'

export const OBJECT_RULES: CatalogRule[] = [
  {
    promise: 'nothing copies or passes on rows around the policies',
    advice:
      'Policies do not limit what this object returns or sends. Use a table protected by `call app.protect(…)`, ' +
      'or a view `with (security_invoker = true)`.',
    expected: [],
    found: `
      select case c.relkind when 'v' then 'view ' when 'm' then 'materialized view ' else 'foreign table ' end
               || c.oid::regclass || case c.relkind when 'v' then ' runs as its owner' else '' end as fact
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('v', 'm', 'f') and ${isOwnSchema('n')}
         and not (c.relkind = 'v' and coalesce(c.reloptions && '{security_invoker=true,security_invoker=on}', false))
      union all
      select 'rule ' || r.rulename || ' on ' || r.ev_class::regclass from pg_rewrite r
        join pg_class c on c.oid = r.ev_class where c.relkind in ('r', 'p')
      union all select 'table ' || inhrelid::regclass || ' is a child of ' || inhparent::regclass
        from pg_inherits join pg_class c on c.oid = inhrelid where c.relkind in ('r', 'p', 'f')
      union all select 'publication ' || pubname from pg_publication
      union all select 'subscription ' || subname from pg_subscription
      union all select 'server ' || srvname from pg_foreign_server
      union all select 'foreign-data wrapper ' || fdwname from pg_foreign_data_wrapper
      union all select 'event trigger ' || evtname from pg_event_trigger
      union all select 'large object ' || oid from pg_largeobject_metadata
      union all select 'cast from ' || castsource::regtype || ' to ' || casttarget::regtype from pg_cast
        where not ${isBuiltIn('oid')} and not ${isOfExtension('pg_cast', 'oid')}
      union all select 'operator ' || oprname || ' in ' || oprnamespace::regnamespace from pg_operator
        where not ${isBuiltIn('oid')} and not ${isOfExtension('pg_operator', 'oid')}`,
  },
  {
    promise: 'no trigger or constraint is disabled',
    advice: 'Enable it again. Triggers write the audit log and the counts, and enforce foreign keys.',
    expected: [],
    found: `
      select 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass as fact from pg_trigger t where t.tgenabled <> 'O'
      union all select 'constraint ' || c.conname || ' on ' || c.conrelid::regclass from pg_constraint c
        where not c.conenforced or not c.convalidated`,
  },
  {
    promise: 'there are exactly the listed schemas and extensions',
    advice:
      'The functions of an extension are executable by everyone, and some run as their owner. Review them, then ' +
      'list the extension or schema in test/node/catalog/object-rules.ts.',
    expected: ['extension pg_trgm in public', 'extension plpgsql in pg_catalog', 'schema app', 'schema public'],
    found: `
      select 'extension ' || extname || ' in ' || extnamespace::regnamespace as fact from pg_extension
      union all select 'schema ' || n.nspname from pg_namespace n where ${isOwnSchema('n')}`,
  },
  {
    promise: 'everything belongs to the owner of the database',
    advice:
      'Give it back with `alter … owner to`. An owner has all privileges on an object and can change its ' +
      'policies.',
    expected: ['schema public: pg_database_owner'],
    found: `
      select kind || ' ' || name || ': ' || ${roleName('owner')} as fact from (
        select 'schema' as kind, n.nspname as name, n.nspowner as owner from pg_namespace n where ${isOwnSchema('n')}
        union all select 'relation', c.oid::regclass::text, c.relowner from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
         where ${isOwnSchema('n')} and not ${isOfExtension('pg_class', 'c.oid')}
        union all select 'function', p.oid::regprocedure::text, p.proowner from pg_proc p
          join pg_namespace n on n.oid = p.pronamespace
         where ${isOwnSchema('n')} and not ${isOfExtension('pg_proc', 'p.oid')}
        union all select 'type', t.oid::regtype::text, t.typowner from pg_type t
          join pg_namespace n on n.oid = t.typnamespace
         where ${isOwnSchema('n')} and not ${isOfExtension('pg_type', 't.oid')} and t.typelem = 0
      ) owned where owner <> (select datdba from pg_database where datname = current_database())`,
  },
]
