-- A tenant, or the sandbox in which a tenant's test keys work.
create table public.tenants (
  id uuid primary key default uuidv7(),
  slug text unique,
  name text not null,
  sandbox_of uuid unique references public.tenants (id),
  suspended_at timestamptz,
  created_at timestamptz not null default now(),
  -- The tenant's Stripe account. Its sandbox corresponds to that account's test mode.
  stripe_account_id text,
  -- Whether Stripe customers are also linked by their email, here and in the sandbox. Anyone can enter any email in a
  -- checkout, so the tenant must ask for this.
  stripe_link_by_email boolean not null default false,
  constraint tenants_slug_unless_sandbox check ((slug is null) = (sandbox_of is not null)),
  constraint tenants_stripe_account_unless_sandbox check (stripe_account_id is null or sandbox_of is null),
  constraint tenants_stripe_account_is_id check (stripe_account_id ~ '^acct_[A-Za-z0-9]{1,64}$'),
  constraint tenants_link_by_email_needs_account check (stripe_account_id is not null or not stripe_link_by_email)
);
-- Partial, because otherwise PostgreSQL would treat it as a key, and a change of the account would wait for all
-- transactions that insert a row of the tenant.
create unique index tenants_stripe_account on public.tenants (stripe_account_id) where stripe_account_id is not null;

-- No role of the API has privileges on it, as an index on a column with all tenants would reveal which values exist.
alter table public.tenants enable row level security, force row level security;

-- The tenant that the transaction has entered.
create function app.own_tenant() returns table (id uuid, slug text, name text, sandbox_of uuid)
  language sql stable security definer rows 1 set search_path = pg_catalog, pg_temp
begin atomic
  select t.id, t.slug, t.name, t.sandbox_of from public.tenants t
   where t.id in (app.entered_tenant(), app.bound_tenant());
end;
grant execute on function app.own_tenant() to api_tenant, api_customer;
