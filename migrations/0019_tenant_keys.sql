-- The foreign key to the customer already ensures that the tenant exists, and `row_counts` checks it once per
-- statement: it counts these rows under the tenant and prevents its deletion. A third check per row took a sixth of the
-- time of cloning many rules.
alter table public.subscriptions drop constraint subscriptions_tenant_id_fkey;
alter table public.instances drop constraint instances_tenant_id_fkey;
alter table public.rules drop constraint rules_tenant_id_fkey;
-- Audit log entries are written for rows that have a tenant, and may outlive it.
alter table public.audit_log drop constraint audit_log_tenant_id_fkey;
