-- Whom a transaction acts for, and thus what it can see. This comes before the tables, because their defaults and
-- policies call these functions; `enter` can name tables of later files, because a plpgsql body is resolved when it
-- first runs. The settings end with the transaction. After the first transaction on a connection an unset setting
-- reads '' instead of null, hence nullif.

create function app.tenant_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

-- The one customer that a customer-bound key may see.
create function app.customer_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.customer_id', true), '')::uuid;

-- False, not null, when unset: a transaction that has not entered a tenant sees nothing.
create function app.is_admin() returns boolean
  language sql stable parallel safe
  return coalesce(current_setting('app.role', true) = 'admin', false);

-- The API key and the operation of this transaction; null if it has not entered a tenant.
create function app.key_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.key_id', true), '')::uuid;
create function app.operation() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.operation', true), '');

grant execute on function app.tenant_id(), app.customer_id(), app.is_admin(), app.key_id(), app.operation()
  to api_tenant;

-- The first statement of every batch. Checks, in the transaction that does the work, that the key is active and belongs
-- to the tenant and that the tenant is not suspended. Sets tenant, role and customer for the policies from the row, not
-- from a cache; operation and request id are for the audit log. Returns the role to switch to. Errors: HC401, HC403.
create function app.enter(
  p_key_hash bytea, p_tenant_id uuid, p_operation text default null, p_request_id text default null) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  caller record;
begin
  select k.id, k.tenant_id, k.role, k.customer_id,
         tenant.suspended_at is not null or owner.suspended_at is not null as suspended
    into caller
    from public.api_keys k
    join public.tenants tenant on tenant.id = k.tenant_id
    left join public.tenants owner on owner.id = tenant.sandbox_of
   where k.key_hash = p_key_hash and k.tenant_id = p_tenant_id
     and k.revoked_at is null and (k.expires_at is null or k.expires_at > now());
  if not found then
    raise exception 'the API key is unknown, expired or revoked' using errcode = 'HC401';
  end if;
  if caller.suspended then
    raise exception 'the tenant is suspended' using errcode = 'HC403';
  end if;
  perform set_config('app.tenant_id', caller.tenant_id::text, true),
          set_config('app.key_id', caller.id::text, true),
          set_config('app.role', caller.role, true),
          set_config('app.customer_id', coalesce(caller.customer_id::text, ''), true),
          set_config('app.operation', coalesce(nullif(p_operation, ''), 'unnamed'), true),
          set_config('app.request_id', coalesce(p_request_id, ''), true),
          -- Set here regardless of the login role's settings, so that timestamps always have this format.
          set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true);
  return 'api_tenant';
end
$$;

-- Entry point for Stripe events, instead of `enter`. The connected account selects the tenant, and test mode its
-- sandbox. Events of a suspended tenant are accepted too, so that its data is current when it resumes. Errors: HC404,
-- unknown account.
create function app.enter_stripe(p_account text, p_livemode boolean, p_operation text, p_request_id text) returns text
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  entered uuid;
begin
  select case when p_livemode then t.id else (select s.id from public.tenants s where s.sandbox_of = t.id) end
    into entered from public.tenants t where t.stripe_account_id = p_account;
  if entered is null then
    raise exception 'no tenant is connected to this Stripe account' using errcode = 'HC404';
  end if;
  perform set_config('app.tenant_id', entered::text, true), set_config('app.role', 'admin', true),
          set_config('app.key_id', '', true), set_config('app.customer_id', '', true),
          set_config('app.operation', coalesce(nullif(p_operation, ''), 'unnamed'), true),
          set_config('app.request_id', coalesce(p_request_id, ''), true), set_config('timezone', 'UTC', true),
          set_config('datestyle', 'ISO, YMD', true);
  return 'api_tenant';
end
$$;

grant execute on function app.enter(bytea, uuid, text, text), app.enter_stripe(text, boolean, text, text)
  to api_login;

-- Puts a table under row-level security, forced: a tenant's transaction reaches its own rows. A customer-bound key
-- writes nothing and sees only the rows that meet the condition, or none without one. Migrations call this for every
-- table with a tenant; it stays for later ones, and no role of the API may call it. A table without a policy for a role
-- is closed to that role.
create procedure app.protect(p_table regclass, p_visible_to_bound_customer text default null)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s enable row level security, force row level security', p_table);
  -- `(select …)` makes it one call per statement instead of one per row.
  execute format(
    'create policy tenant on %s to api_tenant
       using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', p_table);
  -- Restrictive: an ordinary policy would be OR-ed with the tenant's and open everything.
  execute format(
    'create policy bound_customer on %s as restrictive to api_tenant
       using (%s) with check ((select app.is_admin()))',
    p_table, concat_ws(' or ', '(select app.is_admin())', p_visible_to_bound_customer));
  -- A delete is checked only by `using`, so without this policy every readable row would be deletable.
  execute format(
    'create policy bound_customer_deletes_nothing on %s as restrictive for delete to api_tenant
       using ((select app.is_admin()))', p_table);
end
$$;
