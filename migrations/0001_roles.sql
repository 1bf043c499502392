-- There is one migration per subject. Until version 1.0.0, a file may be edited in place, and a database created with
-- an earlier version of it must be recreated. From 1.0.0 on, migrations are forward-only: an applied file never
-- changes, and every change to the schema is a new file.

-- Three roles, with no privileges on rows except those that later migrations grant:
--   api_login     the Worker's login role; it may call a few functions and become one of the others
--   api_tenant    the role of a transaction that `app.enter` has let into its tenant with an admin key
--   api_customer  the same for a customer-bound key: it reads its customer and writes nothing

do $$
declare
  excess_role text;
begin
  if current_setting('server_version_num')::int < 180000 then
    raise exception 'PostgreSQL 18 or newer is required (uuidv7, builtin collations); this is %', version();
  end if;
  if not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) then
    raise exception 'migrations must run as a role with BYPASSRLS (on Neon: the project''s owner), not as %',
      current_user;
  end if;
  -- A role that someone has already created, for example in a console, may have too many privileges.
  select r.rolname into excess_role from pg_roles r
   where r.rolname in ('api_login', 'api_tenant', 'api_customer')
     and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication
       or exists (select from pg_auth_members m join pg_roles granted on granted.oid = m.roleid
                   where m.member = r.oid and granted.rolname not in ('api_tenant', 'api_customer')));
  if found then
    raise exception 'the role % already exists with more privileges than allowed: drop it, or remove its attributes '
      'and memberships', excess_role;
  end if;
  if not exists (select from pg_roles where rolname = 'api_tenant') then
    create role api_tenant nologin noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'api_customer') then
    create role api_customer nologin noinherit;
  end if;
  -- Without a password nobody can log in with it; the operator sets one.
  if not exists (select from pg_roles where rolname = 'api_login') then
    create role api_login login noinherit;
  end if;
end
$$;

grant api_tenant, api_customer to api_login with inherit false, set true;
-- For the operator: `set role api_tenant` shows what a tenant's transaction sees.
grant api_tenant, api_customer to current_user with inherit false, set true;

-- SET ROLE does not apply the settings of the target role, so they are set on the login role.
alter role api_login set timezone = 'UTC';
alter role api_login set datestyle = 'ISO, YMD';
-- Temporary tables come first in the search path unless pg_temp is listed last.
alter role api_login set search_path = pg_catalog, public, pg_temp;
alter role api_login set row_security = on;
-- Shorter than the Worker's timeouts, so that the database gives up first and the outcome is known. `app.enter` sets
-- the first three again, whatever the session has changed.
alter role api_login set statement_timeout = '3s';
alter role api_login set lock_timeout = '1s';
alter role api_login set transaction_timeout = '3500ms';
alter role api_login set idle_in_transaction_session_timeout = '5s';
-- Requests are small: JIT compilation and parallel workers cost more than they save.
alter role api_login set jit = off;
alter role api_login set max_parallel_workers_per_gather = 0;
-- Frequently used pages are in memory and the rest on flash, so a random page costs hardly more than a sequential one.
-- With the default, the planner would read a large tenant's rows although an index covers the query.
alter role api_login set random_page_cost = 1.1;

create schema if not exists app;
revoke all on schema app from public;
grant usage on schema app to api_login, api_tenant, api_customer;
grant usage on schema public to api_tenant, api_customer;

-- By default, everyone may execute new functions.
alter default privileges revoke execute on functions from public;

-- By default, everyone who can connect may create temporary tables.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;
