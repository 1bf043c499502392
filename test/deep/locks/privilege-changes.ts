import type { CatalogChange } from './catalog-change.ts'

/** Privileges on objects, columns and types, and privileges that later objects would get. */
export const PRIVILEGE_CHANGES: CatalogChange[] = [
  ...[
    ['grant delete on customers to api_tenant', '+ api_tenant: delete on table public.customers'],
    ['grant update on audit_log to api_tenant', '+ api_tenant: update on table public.audit_log'],
    ['grant insert on audit_log to api_tenant', '+ api_tenant: insert on table public.audit_log'],
    ['grant references on tenants to api_tenant', '+ api_tenant: references on table public.tenants'],
    ['grant trigger on rules to api_tenant', '+ api_tenant: trigger on table public.rules'],
    ['grant truncate on instances to api_tenant', '+ api_tenant: truncate on table public.instances'],
    ['grant maintain on instances to api_tenant', '+ api_tenant: maintain on table public.instances'],
    ['grant insert on customers to api_tenant', '+ api_tenant: insert on table public.customers'],
    ['grant update (customer_id) on rules to api_tenant', '+ api_tenant: update on table public.rules (customer_id)'],
    ['grant update (scopes) on api_keys to api_tenant', '+ api_tenant: update on table public.api_keys (scopes)'],
    ['grant select (key_hash) on api_keys to api_tenant', '+ api_tenant: select on table public.api_keys (key_hash)'],
    ['grant select on api_keys to api_tenant', '+ api_tenant: select on table public.api_keys'],
    ['grant references (id) on rules to api_tenant', '+ api_tenant: references on table public.rules (id)'],
    ['grant select on customers to api_login', '+ api_login: select on table public.customers'],
    ['grant select on customers to public', '+ public: select on table public.customers'],
    ['grant select (email) on customers to public', '+ public: select on table public.customers (email)'],
    ['grant select on app.seal_key to api_tenant', '+ api_tenant: select on table app.seal_key'],
    ['grant insert on app.webhook_secrets to api_login', '+ api_login: insert on table app.webhook_secrets'],
    ['grant select on app.migrations to api_login', '+ api_login: select on table app.migrations'],
    ['grant select on idempotency_keys to api_tenant', '+ api_tenant: select on table public.idempotency_keys'],
    [
      'grant execute on function app.seal_of(bytea, text, text, text, text, text, text, text) to api_tenant',
      '+ api_tenant: execute on function app.seal_of(bytea, text, text, text, text, text, text, text)',
    ],
    [
      'grant execute on function app.find_keys(bytea[]) to public',
      '+ public: execute on function app.find_keys(bytea[])',
    ],
    ['grant execute on all functions in schema app to api_tenant', '+ api_tenant: execute on function app.act_for('],
    ['grant execute on procedure app.protect to api_tenant', '+ api_tenant: execute on function app.protect('],
    ['grant create on schema public to public', '+ public: create on schema public'],
    ['grant create on schema app to api_tenant', '+ api_tenant: create on schema app'],
    ['grant usage on schema public to api_login', '+ api_login: usage on schema public'],
    ['grant usage on schema app to public', '+ public: usage on schema app'],
    ['revoke usage on schema app from api_login', '- api_login: usage on schema app'],
    ['grant select on rules to api_tenant with grant option', '+ api_tenant: select with grant option on table'],
    ['create sequence numbers; grant usage on sequence numbers to api_tenant', 'usage on sequence public.numbers'],
    ["create type mood as enum ('good')", '+ public: usage on type public.mood'],
  ].map(([sql = '', says = '']) => ({ name: sql, sql, says })),
  {
    name: 'everyone may create temporary tables',
    sql: `do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$`,
    says: '+ public: temporary on the database',
  },
  {
    name: 'the login role may create schemas',
    sql: `do $$ begin execute format('grant create on database %I to api_login', current_database()); end $$`,
    says: '+ api_login: create on the database',
  },
  {
    name: 'a role that is not of the API reads customers',
    sql: 'create role support; grant select on customers to support',
    says: '+ support: select on table public.customers',
  },
  {
    name: 'a system table is readable',
    sql: 'grant select on pg_authid to api_tenant',
    superuser: true,
    says: '+ api_tenant: select on table pg_catalog.pg_authid',
  },
  {
    name: 'a function that reads files is executable',
    sql: 'grant execute on function pg_read_file(text) to api_tenant',
    superuser: true,
    says: '+ api_tenant: execute on function pg_catalog.pg_read_file(text)',
  },
  {
    name: 'a setting that disables triggers can be changed',
    sql: 'grant set on parameter session_replication_role to api_login',
    superuser: true,
    says: '+ api_login: set on parameter session_replication_role',
  },
  ...[
    [
      'alter default privileges grant select on tables to api_tenant',
      '+ api_tenant: select on new tables of the owner',
    ],
    [
      'alter default privileges in schema public grant delete on tables to public',
      '+ public: delete on new tables in public of the owner',
    ],
    [
      'alter default privileges grant execute on functions to api_login',
      '+ api_login: execute on new functions of the owner',
    ],
    [
      'alter default privileges grant execute on functions to public',
      '- the owner: execute on new functions of the owner',
    ],
    [
      'alter default privileges grant usage on sequences to api_tenant',
      '+ api_tenant: usage on new sequences of the owner',
    ],
    ['alter default privileges grant all on schemas to api_tenant', '+ api_tenant: create on new schemas of the owner'],
  ].map(([sql = '', says = '']) => ({ name: sql, sql, says })),
]
