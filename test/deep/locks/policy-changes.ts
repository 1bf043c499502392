import type { CatalogChange } from './catalog-change.ts'

const NOTES = 'create table notes (tenant_id uuid not null default app.tenant_id() references tenants (id),'
const ID = 'id uuid not null default uuidv7(), primary key (tenant_id, id)'

/** Row-level security, its policies, and the keys that keep rows of tenants apart. */
export const POLICY_CHANGES: CatalogChange[] = [
  {
    name: 'a customer-bound key sees every row of a new table',
    sql: `${NOTES} ${ID}); call app.protect('notes'); create policy bound_customer on notes for select to api_customer
            using (true); grant select on notes to api_customer`,
    says: '+ permissive bound_customer on public.notes for select to api_customer using true',
  },
  {
    name: 'a customer-bound key sees every row of a table',
    sql: 'alter policy bound_customer on rules using (true)',
    says: '+ permissive bound_customer on public.rules for select to api_customer using true',
  },
  {
    name: 'a customer-bound key sees every row of its tenant',
    sql: 'alter policy bound_customer on customers using (tenant_id = (select app.bound_tenant()))',
    says: '+ permissive bound_customer on public.customers',
  },
  {
    name: 'a customer-bound key can write',
    sql: 'grant update on rules to api_customer',
    says: '+ api_customer: update on table public.rules',
  },
  {
    name: 'the policy on the bound customer is for every command',
    sql: `drop policy bound_customer on rules; create policy bound_customer on rules to api_customer
            using (tenant_id = (select app.bound_tenant()) and customer_id = (select app.bound_customer()))`,
    says: '+ permissive bound_customer on public.rules for all to api_customer',
  },
  {
    name: 'the tenant’s policy is for customer-bound keys too',
    sql: 'alter policy tenant on customers to api_tenant, api_customer',
    says: '+ permissive tenant on public.customers for all to api_',
  },
  {
    name: 'there is no policy on the bound customer',
    sql: 'drop policy bound_customer on instances',
    says: '- permissive bound_customer on public.instances',
  },
  {
    name: 'every tenant sees every row',
    sql: 'alter policy tenant on customers using (true)',
    says: '+ permissive tenant on public.customers for all to api_tenant using true',
  },
  {
    name: 'a tenant can write into another',
    sql: 'alter policy tenant on customers with check (true)',
    says: '- permissive tenant on public.customers',
  },
  {
    name: 'a policy trusts settings without their seal',
    sql: 'alter policy tenant on rules using (tenant_id = (select app.tenant_id()))',
    says: 'using (tenant_id = ( SELECT app.tenant_id() AS tenant_id))',
  },
  {
    name: 'a policy trusts a setting that is not sealed at all',
    sql: `alter policy tenant on rules
            using (tenant_id = (select app.entered_tenant()) or current_setting('app.support', true) = 'on')`,
    says: `+ permissive tenant on public.rules`,
  },
  {
    name: 'a second permissive policy opens a table',
    sql: 'create policy support on customers for select to api_tenant using (true)',
    says: '+ permissive support on public.customers for select to api_tenant using true',
  },
  {
    name: 'a second permissive policy is for everyone',
    sql: 'create policy support on rules using (true)',
    says: '+ permissive support on public.rules for all to public using true',
  },
  {
    name: 'a tenant sees all tenants',
    sql: 'create policy own on tenants for select to api_tenant using (true)',
    says: '+ permissive own on public.tenants for select to api_tenant using true',
  },
  {
    name: 'row-level security is not forced',
    sql: 'alter table rules no force row level security',
    says: '+ public.rules enabled and not forced',
  },
  {
    name: 'row-level security is disabled',
    sql: 'alter table customers disable row level security',
    says: '+ public.customers disabled and forced',
  },
  {
    name: 'a new table has no policies',
    sql: `${NOTES} ${ID}); grant select on notes to api_tenant`,
    says: '+ public.notes disabled and not forced',
  },
  {
    name: 'a new table that no role can access yet has no policies',
    sql: `${NOTES} ${ID})`,
    says: '+ public.notes disabled and not forced',
  },
  {
    name: 'a new table has no tenant',
    sql: 'create table notes (id uuid primary key); grant select on notes to api_tenant',
    says: '+ notes has no tenant_id',
  },
  {
    name: 'a column of a table without a tenant is readable',
    sql: 'create table notes (id uuid primary key, text text); grant select (text) on notes to api_tenant',
    says: '+ notes has no tenant_id',
  },
  {
    name: 'the tenant of a row may be null',
    sql: `${NOTES} ${ID}); alter table notes drop constraint notes_pkey, alter tenant_id drop not null`,
    says: '+ notes has tenant_id uuid default app.tenant_id()',
  },
  {
    name: 'the tenant of a row has no default',
    sql: 'alter table rules alter tenant_id drop default',
    says: '+ rules has tenant_id uuid not null',
  },
  {
    name: 'a table has no primary key',
    sql: 'alter table audit_log drop constraint audit_log_pkey',
    says: '+ audit_log has no primary key',
  },
  {
    name: 'a primary key does not start with the tenant',
    sql: `${NOTES} id uuid primary key default uuidv7())`,
    says: '+ unique index notes_pkey of notes',
  },
  {
    name: 'a unique index reveals values of other tenants',
    sql: 'create unique index customers_name on customers (company_key)',
    says: '+ unique index customers_name of customers',
  },
  {
    name: 'a foreign key can reference a row of another tenant',
    sql: `${NOTES} ${ID}, key_id uuid references api_keys (id))`,
    says: '+ foreign key notes_key_id_fkey of notes',
  },
  {
    name: 'a foreign key is not checked for existing rows',
    sql: `alter table rules add foreign key (tenant_id, instance_id) references instances (tenant_id, id) not valid`,
    says: '+ foreign key rules_tenant_id_instance_id_fkey of rules',
  },
  {
    name: 'an index does not start with the tenant',
    sql: 'create index customers_by_name on customers (company_key)',
    says: '+ customers_by_name of customers',
  },
]
