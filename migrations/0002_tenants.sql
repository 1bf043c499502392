-- Who a transaction acts for. `app.enter` sets these; the settings end with the transaction. After the first
-- transaction on a connection an unset setting reads '' instead of null, hence nullif.

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

grant execute on function app.tenant_id(), app.customer_id(), app.is_admin() to api_tenant;

-- A tenant, or the sandbox twin that its test keys work in.
create table public.tenants (
  id uuid primary key default uuidv7(),
  slug text unique,
  name text not null,
  sandbox_of uuid unique references public.tenants (id),
  suspended_at timestamptz,
  created_at timestamptz not null default now(),
  constraint tenants_slug_unless_sandbox check ((slug is null) = (sandbox_of is not null))
);

-- Sets updated_at when the row's own content changes, strictly upwards, unless the statement set it itself.
create function app.touch() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if new.updated_at = old.updated_at then
    new.updated_at := greatest(clock_timestamp(), old.updated_at + interval '1 microsecond');
  end if;
  return new;
end
$$;
