-- The peer's own tables: the same content as in the API's, designed as a team would.
create extension if not exists pg_trgm;

create table tenants (id uuid primary key, name text not null);
create table api_keys (hash bytea primary key, tenant_id uuid not null references tenants);
create table customers (
  tenant_id uuid not null references tenants, id uuid not null, email text, company_name text, industry text,
  country_code text, currency text, locale text, timezone text, stripe_customer_id text,
  created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  primary key (tenant_id, id));
create table subscriptions (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, status text not null, product_tier_name text,
  created_at timestamptz not null default now(), primary key (tenant_id, id));
create table instances (
  tenant_id uuid not null, id uuid not null, customer_id uuid not null, status text not null, agent_name text,
  hostname text, created_at timestamptz not null default now(), primary key (tenant_id, id));
create table rules (
  tenant_id uuid not null, id uuid not null, customer_id uuid, rule_key text, name text not null, description text,
  trigger_event text not null, conditions jsonb not null default '[]', actions jsonb not null default '[]',
  priority int not null default 0, cooldown_seconds int not null default 300, is_active boolean not null default true,
  primary key (tenant_id, id));

create function tenant_of_key(bytea) returns uuid
  language sql stable security definer set search_path = public, pg_temp
  as 'select tenant_id from api_keys where hash = $1';
revoke execute on function tenant_of_key from public;

do $$
declare
  name text;
begin
  if not exists (select from pg_roles where rolname = 'peer_app') then
    create role peer_app login password 'peer' nobypassrls;
  end if;
  alter role peer_app set jit = off;
  grant execute on function tenant_of_key to peer_app;
  foreach name in array array['customers', 'subscriptions', 'instances', 'rules'] loop
    execute format('alter table %I enable row level security; alter table %1$I force row level security', name);
    execute format('create policy tenant on %I
      using (tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', name);
    execute format('grant select, insert, update, delete on %I to peer_app', name);
  end loop;
end
$$;
