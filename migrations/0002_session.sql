-- Whom a transaction acts for, and thus what it can see. This comes before the tables, because their defaults and
-- policies call these functions. The settings end with the transaction. After the first transaction on a connection, an
-- unset setting reads '' instead of null, hence nullif.

-- The tenant according to the settings only, for defaults and locks. The policies check it.
create function app.tenant_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

-- The operation of this transaction, according to the settings only; null if it has not entered a tenant.
create function app.operation() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.operation', true), '');

-- Any SQL can change a setting, so `app.seal` signs these with a key that only their owner can read: for this
-- connection and transaction. A nested hash, as in HMAC.
create table app.seal_key (key bytea not null);
create unique index seal_key_is_one_row on app.seal_key ((true));
insert into app.seal_key
select sha256(string_agg(uuid_send(gen_random_uuid()), ''::bytea)) from generate_series(1, 4);

-- Different sets of values never have the same text, whatever characters they contain. The planner inlines this
-- function.
create function app.seal_of(
    p_key bytea, p_tenant_id text, p_role text, p_customer_id text, p_key_id text, p_operation text,
    p_idempotency_key text, p_request_id text) returns text
  language sql stable
  return sha256(p_key || sha256(p_key || int4send(pg_backend_pid()) || timestamptz_send(now()) || textsend(
    array[p_tenant_id, p_role, p_customer_id, p_key_id, p_operation, p_idempotency_key, p_request_id]::text)))::text;

-- The seal that the settings should have.
create function app.seal_of_settings(p_key bytea) returns text
  language sql stable
  return app.seal_of(
    p_key, current_setting('app.tenant_id', true), current_setting('app.role', true),
    current_setting('app.customer_id', true), current_setting('app.key_id', true),
    current_setting('app.operation', true), current_setting('app.idempotency_key', true),
    current_setting('app.request_id', true));

-- Whether the settings are as sealed, in this transaction. Transactions of one message have the same time, and a
-- snapshot may be old, so a seal is worth nothing after the time that a request can take. Volatile, as
-- `clock_timestamp` is: otherwise the planner would not inline it.
create function app.is_sealed(p_key bytea) returns boolean
  language sql volatile
  return current_setting('app.operation', true) <> '' and clock_timestamp() < now() + interval '10 seconds'
     and current_setting('app.seal', true) = app.seal_of_settings(p_key);

-- The tenant that this transaction has entered with an admin key or for Stripe; otherwise null. Policies call this, so
-- without `enter`, or after the settings are changed, no row is visible or writable. A statement can change settings
-- while it runs, so each of these functions checks the seal of what it returns.
create function app.entered_tenant() returns uuid
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('app.tenant_id', true), '')::uuid from app.seal_key s
   where current_setting('app.role', true) = 'admin' and app.is_sealed(s.key)
$$;

-- The tenant and the customer of a transaction that has entered with a customer-bound key; otherwise null.
create function app.bound_tenant() returns uuid
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('app.tenant_id', true), '')::uuid from app.seal_key s
   where current_setting('app.role', true) = 'customer' and app.is_sealed(s.key)
$$;
create function app.bound_customer() returns uuid
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('app.customer_id', true), '')::uuid from app.seal_key s
   where current_setting('app.role', true) = 'customer' and app.is_sealed(s.key)
$$;

-- The API key of this transaction; null if it acts without one.
create function app.key_id() returns uuid
  language sql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
  select nullif(current_setting('app.key_id', true), '')::uuid from app.seal_key s
   where app.is_sealed(s.key)
$$;

grant execute on function app.tenant_id(), app.operation(), app.key_id() to api_tenant, api_customer;
grant execute on function app.entered_tenant() to api_tenant;
grant execute on function app.bound_tenant(), app.bound_customer() to api_customer;

-- Sets and seals whom the transaction acts for. Only functions that have checked the caller use this. Operation and
-- request id are for the audit log. The timeouts are shorter than the Worker's, so that the database gives up first and
-- the outcome is known. A single expression, which the planner inlines, because every request evaluates it.
create function app.act_for(
    p_seal_key bytea, p_tenant_id uuid, p_role text, p_customer_id uuid, p_key_id uuid, p_operation text,
    p_request_id text, p_idempotency_key text default null, p_lock_timeout text default '1s') returns text[]
  language sql volatile
  return array[
    set_config('app.tenant_id', p_tenant_id::text, true), set_config('app.role', p_role, true),
    set_config('app.customer_id', coalesce(p_customer_id::text, ''), true),
    set_config('app.key_id', coalesce(p_key_id::text, ''), true),
    set_config('app.operation', p_operation, true),
    set_config('app.idempotency_key', coalesce(p_idempotency_key, ''), true),
    set_config('app.request_id', coalesce(p_request_id, ''), true),
    set_config('app.seal', app.seal_of(
      p_seal_key, p_tenant_id::text, p_role, coalesce(p_customer_id::text, ''), coalesce(p_key_id::text, ''),
      p_operation, coalesce(p_idempotency_key, ''), coalesce(p_request_id, '')), true),
    set_config('statement_timeout', '3s', true), set_config('lock_timeout', p_lock_timeout, true),
    -- Stopped first, because a new limit does not change a timer that is running.
    set_config('transaction_timeout', '0', true), set_config('transaction_timeout', '3500ms', true),
    -- Set here regardless of the login role's settings, so that timestamps always have this format.
    set_config('timezone', 'UTC', true), set_config('datestyle', 'ISO, YMD', true)];

-- A policy's condition that a row belongs to the tenant that this function returns. The planner evaluates a query's own
-- cheap, leakproof conditions before a policy's, so a query that fails on purpose could reveal values of rows that it
-- may not see. Comparing with `true` costs nothing and comes first, so without a tenant, nothing else is evaluated.
-- `offset 0` keeps the planner from calling the function for each of the two columns.
create function app.belongs_to(p_function text) returns text
  language sql immutable
  return format(
    '(tenant_id, true) = (select entered.id, entered.id is not null from (select app.%I() as id offset 0) entered)',
    p_function);

-- Puts a table under row-level security, forced: a tenant's transaction reaches its own rows. A customer-bound key
-- reads only those that meet the condition, or none without one. Migrations, including later ones, call this for every
-- table with a tenant; no API role may call it. A table without a policy for a role is closed to that role.
create procedure app.protect(p_table regclass, p_visible_to_bound_customer text default null)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('alter table %s enable row level security, force row level security', p_table);
  execute format(
    'create policy tenant on %s to api_tenant
       using (%s) with check (tenant_id = (select app.entered_tenant()))',
    p_table, app.belongs_to('entered_tenant'));
  if p_visible_to_bound_customer is not null then
    execute format(
      'create policy bound_customer on %s for select to api_customer
         using (%s and (%s))', p_table, app.belongs_to('bound_tenant'), p_visible_to_bound_customer);
  end if;
end
$$;
