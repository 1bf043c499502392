-- API keys through the API: created, listed, rotated and revoked by the tenant's admin keys, and readable by the key
-- itself.

-- The key that replaced this one. A key is rotated only once; the next rotation applies to its successor.
alter table public.api_keys
  add column replaced_by uuid,
  add foreign key (tenant_id, replaced_by) references public.api_keys (tenant_id, id);

create index api_keys_by_created_at on public.api_keys (tenant_id, created_at, id);

-- Each key can read its own row, for the operation that returns the calling key.
alter policy bound_customer on public.api_keys
  using ((select app.is_admin()) or id = (select app.key_id())) with check ((select app.is_admin()));
create policy bound_customer_deletes_nothing on public.api_keys as restrictive for delete to api_tenant
  using ((select app.is_admin()));

-- The hash can be written but not read. Role, customer and scopes never change, and keys are never deleted.
grant select (tenant_id, id, name, prefix, last_four, role, customer_id, scopes, expires_at, revoked_at, last_used_at,
              created_at, replaced_by) on public.api_keys to api_tenant;
grant insert (id, name, key_hash, prefix, last_four, role, customer_id, scopes, expires_at) on public.api_keys
  to api_tenant;
grant update (expires_at, revoked_at, replaced_by) on public.api_keys to api_tenant;

-- A tenant can read its own name and cannot see any other tenant.
create policy own on public.tenants for select to api_tenant using (id = (select app.tenant_id()));
grant select (id, slug, name) on public.tenants to api_tenant;

-- The log is always read in time order, with any filter.
drop index public.audit_log_by_resource;
drop index public.audit_log_by_actor;
create index audit_log_by_time on public.audit_log (tenant_id, occurred_at, id);
create index audit_log_by_resource on public.audit_log (tenant_id, resource_id, occurred_at, id);
create index audit_log_by_actor on public.audit_log (tenant_id, actor_key_id, occurred_at, id);
