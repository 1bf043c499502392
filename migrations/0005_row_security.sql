-- Row-level security, forced, on every tenant table. A role without a policy has no access.

alter table public.tenants enable row level security;
alter table public.tenants force row level security;

do $$
declare
  name text;
begin
  foreach name in array array['customers', 'subscriptions', 'instances', 'rules', 'api_keys'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    -- `(select …)` makes it one call per statement instead of one per row.
    execute format(
      'create policy tenant on public.%I to api_tenant
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', name);
  end loop;
end
$$;

-- A customer-bound key sees its customer and writes nothing. Restrictive: an ordinary policy would be OR-ed with the
-- tenant's and open everything.
create policy bound_customer on public.customers as restrictive to api_tenant
  using ((select app.is_admin()) or id = (select app.customer_id())) with check ((select app.is_admin()));
create policy bound_customer on public.subscriptions as restrictive to api_tenant
  using ((select app.is_admin()) or customer_id = (select app.customer_id())) with check ((select app.is_admin()));
create policy bound_customer on public.instances as restrictive to api_tenant
  using ((select app.is_admin()) or customer_id = (select app.customer_id())) with check ((select app.is_admin()));
-- The tenant's default rules apply to every customer. The second term excludes a transaction that has not entered a
-- tenant.
create policy bound_customer on public.rules as restrictive to api_tenant
  using ((select app.is_admin()) or customer_id = (select app.customer_id())
    or (customer_id is null and (select app.customer_id()) is not null))
  with check ((select app.is_admin()));
create policy bound_customer on public.api_keys as restrictive to api_tenant
  using ((select app.is_admin())) with check ((select app.is_admin()));

do $$
declare
  name text;
begin
  foreach name in array array['customers', 'subscriptions', 'instances', 'rules'] loop
    -- A delete is checked only by `using`, so without this policy every readable row would be deletable.
    execute format(
      'create policy bound_customer_deletes_nothing on public.%I as restrictive for delete to api_tenant
         using ((select app.is_admin()))', name);
  end loop;
end
$$;

-- Only the privileges that the API needs today.
grant select, insert on public.customers, public.rules to api_tenant;
grant select on public.subscriptions, public.instances to api_tenant;
