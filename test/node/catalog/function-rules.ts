import { type CatalogRule, isOwnSchema, roleName, signature } from './rule.ts'

/** Every SECURITY DEFINER function: it runs as its owner, so no policy limits what it reads and writes. */
const DEFINERS = [
  // Called by the login role: each checks the caller or returns no tenant data.
  'app.enter(bytea, uuid, text, text, text, text[], text, bytea)',
  'app.enter_stripe(bytea, text, boolean, text, text)',
  'app.find_keys(bytea[])',
  'app.record_key_use(bytea)',
  'app.replay(bytea, text, text, text[], text, bytea)',
  'app.delete_expired_idempotency_keys(integer)',
  // Called by a tenant's transaction: each takes the tenant from the sealed settings.
  'app.entered_tenant()',
  'app.bound_tenant()',
  'app.bound_customer()',
  'app.key_id()',
  'app.links_by_email()',
  'app.own_tenant()',
  'app.record_result(integer, jsonb)',
  'app.search_customers(text, boolean, boolean, integer)',
  // Called by triggers: each takes the tenant from the changed rows.
  'app.audit()',
  'app.count_archiving()',
  'app.count_rows()',
  'app.count_statuses()',
  'app.delete_zero_counts()',
  'app.record_transitions()',
  'app.update_customer_counts()',
]

/** Settings besides the search path. */
const SETTINGS: Record<string, string> = {
  'app.search_customers(text, boolean, boolean, integer)': ', enable_seqscan=off',
}

export const FUNCTION_RULES: CatalogRule[] = [
  {
    promise: 'exactly the listed functions run as their owner, each with a fixed search path',
    advice:
      'A SECURITY DEFINER function bypasses all policies. Prefer a function that runs as its caller. If one is ' +
      'needed, create it in schema app, owned by the role that migrates, with `set search_path = pg_catalog, ' +
      'pg_temp`, take the tenant from app.entered_tenant() or from changed rows, and list it in ' +
      'test/node/catalog/function-rules.ts.',
    expected: DEFINERS.map(
      (name) => `${name} runs as the owner with search_path=pg_catalog, pg_temp${SETTINGS[name] ?? ''}`,
    ),
    found: `select ${signature('n', 'p')} || ' runs as ' || ${roleName('p.proowner')} || ' with '
                     || coalesce(array_to_string(p.proconfig, ', '), 'the search path of its caller') as fact
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef`,
  },
  {
    promise: 'no function claims to be leakproof, or is written in a language that reaches the server’s files',
    advice:
      'Under row-level security, a leakproof function sees rows before the policies do, and an untrusted ' +
      'language can do anything that the server can. Write the function in sql or plpgsql, without `leakproof`.',
    expected: [],
    found: `select ${signature('n', 'p')} || ' is '
                     || case when p.proleakproof then 'leakproof' else 'written in ' || l.lanname end as fact
              from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
             where ${isOwnSchema('n')} and (p.proleakproof or not l.lanpltrusted)
               and not exists (select from pg_depend d join pg_extension x on x.oid = d.refobjid
                                where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e'
                                  and x.extname = 'pg_trgm')`,
  },
]
