-- That the tenant of these rows exists is checked by the key on their customer, and once a statement by `row_counts`,
-- which counts them under it and keeps it from being deleted. A third check of each row took a sixth of the time of a
-- clone of many rules.
alter table public.subscriptions drop constraint subscriptions_tenant_id_fkey;
alter table public.instances drop constraint instances_tenant_id_fkey;
alter table public.rules drop constraint rules_tenant_id_fkey;
-- The audit's rows are written of rows that have a tenant, and may outlive it.
alter table public.audit_log drop constraint audit_log_tenant_id_fkey;
