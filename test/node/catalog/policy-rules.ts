import { type CatalogRule, roleName } from './rule.ts'

/** Every table with rows of tenants, and which rows of it a customer-bound key sees: none without a condition. */
const TABLES: Record<string, string | null> = {
  api_keys: '(id = ( SELECT app.key_id() AS key_id))',
  audit_log: null,
  customers: '(id = ( SELECT app.bound_customer() AS bound_customer))',
  idempotency_keys: null,
  instance_transitions: '(customer_id = ( SELECT app.bound_customer() AS bound_customer))',
  instances: '(customer_id = ( SELECT app.bound_customer() AS bound_customer))',
  row_counts: null,
  rules: '((customer_id IS NULL) OR (customer_id = ( SELECT app.bound_customer() AS bound_customer)))',
  stripe_events: null,
  subscriptions: '(customer_id = ( SELECT app.bound_customer() AS bound_customer))',
}

/** The condition that `app.belongs_to` returns: without a tenant, nothing else is evaluated. */
const belongsTo = (tenant: string) =>
  '((tenant_id, true) = ( SELECT entered.id, (entered.id IS NOT NULL) ' +
  `FROM ( SELECT app.${tenant}() AS id OFFSET 0) entered))`
const OWN_TENANT = '(tenant_id = ( SELECT app.entered_tenant() AS entered_tenant))'

/** What `app.protect` creates, and what every table with a tenant therefore has. */
function policiesOf([table, visible]: [string, string | null]): string[] {
  const bound = `permissive bound_customer on public.${table} for select to api_customer using`
  return [
    `permissive tenant on public.${table} for all to api_tenant using ${belongsTo('entered_tenant')} ` +
      `with check ${OWN_TENANT}`,
    ...(visible ? [`${bound} (${belongsTo('bound_tenant')} AND ${visible})`] : []),
  ]
}

export const POLICY_RULES: CatalogRule[] = [
  {
    promise: 'every table has exactly the policies that follow from its name, compared by their text',
    advice:
      'Protect a table with `call app.protect(…)` in its migration and add it to TABLES in ' +
      'test/node/catalog/policy-rules.ts, with the condition under which a customer-bound key sees a row. An ' +
      'additional permissive policy opens rows to everyone who meets it, whatever the other policies say.',
    expected: Object.entries(TABLES).flatMap(policiesOf),
    found: `
      select regexp_replace(case when p.polpermissive then 'permissive ' else 'restrictive ' end || p.polname || ' on '
               || n.nspname || '.' || c.relname || ' for '
               || case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                                when 'd' then 'delete' else 'all' end
               || ' to ' || (select string_agg(${roleName('role')}, ', ') from unnest(p.polroles) role)
               || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '')
               || coalesce(' with check ' || pg_get_expr(p.polwithcheck, p.polrelid), ''), '\\s+', ' ', 'g') as fact
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace`,
  },
  {
    promise: 'every table with rows of tenants has row-level security, and its owner obeys it too',
    advice:
      'Without `enable row level security` and `force row level security`, policies have no effect on a table or ' +
      'on its owner. `call app.protect(…)` sets both.',
    expected: ['tenants', ...Object.keys(TABLES)].map((table) => `public.${table} enabled and forced`),
    found: `
      select n.nspname || '.' || c.relname || case when c.relrowsecurity then ' enabled' else ' disabled' end
               || case when c.relforcerowsecurity then ' and forced' else ' and not forced' end as fact
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p')
         and (c.relrowsecurity or c.relforcerowsecurity
           or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id'
                         and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema')))`,
  },
]
