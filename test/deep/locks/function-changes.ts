import type { CatalogChange } from './catalog-change.ts'

const LEAK = 'returns setof public.customers language sql security definer'
const BODY = 'begin atomic select * from public.customers; end'

/** Functions that run as their owner, and other objects that pass on rows around the policies. */
export const FUNCTION_CHANGES: CatalogChange[] = [
  {
    name: 'a SECURITY DEFINER function in schema public, without a search path',
    sql: `create function public.everyone() ${LEAK} ${BODY}`,
    says: '+ public.everyone() runs as the owner with the search path of its caller',
  },
  {
    name: 'a SECURITY DEFINER function in schema app, with a search path',
    sql: `create function app.everyone() ${LEAK} set search_path = pg_catalog, pg_temp ${BODY}`,
    says: '+ app.everyone() runs as the owner with search_path=pg_catalog, pg_temp',
  },
  {
    name: 'a SECURITY DEFINER function in a new schema',
    sql: `create schema reports; create function reports.everyone() ${LEAK} ${BODY}`,
    says: '+ reports.everyone() runs as the owner',
  },
  {
    name: 'a SECURITY DEFINER function that belongs to an extension',
    sql: `create function app.everyone() ${LEAK} ${BODY}; alter extension pg_trgm add function app.everyone()`,
    superuser: true,
    says: '+ app.everyone() runs as postgres',
  },
  {
    name: 'a SECURITY DEFINER trigger function',
    sql: `create function app.copy() returns trigger language plpgsql security definer as $$ begin return new; end $$`,
    says: '+ app.copy() runs as the owner',
  },
  {
    name: 'a SECURITY DEFINER procedure',
    sql: `create procedure app.copy() language plpgsql security definer as $$ begin null; end $$`,
    says: '+ app.copy() runs as the owner',
  },
  {
    name: 'another function becomes SECURITY DEFINER',
    sql: 'alter function app.sync_stripe_customer(text, text) security definer',
    says: '+ app.sync_stripe_customer(text, text) runs as the owner',
  },
  {
    name: 'an overload of a listed function',
    sql: `create function app.find_keys(text) ${LEAK} set search_path = pg_catalog, pg_temp ${BODY}`,
    says: '+ app.find_keys(text) runs as the owner',
  },
  {
    name: 'the function that finds keys has the search path of its caller',
    sql: 'alter function app.find_keys(bytea[]) reset search_path',
    says: '+ app.find_keys(bytea[]) runs as the owner with the search path of its caller',
  },
  {
    name: 'a SECURITY DEFINER function searches schema public first',
    sql: 'alter function app.entered_tenant() set search_path = public, pg_catalog',
    says: '+ app.entered_tenant() runs as the owner with search_path=public, pg_catalog',
  },
  {
    name: 'a SECURITY DEFINER function has another setting',
    sql: 'alter function app.audit() set session_replication_role = replica',
    superuser: true,
    says: '+ app.audit() runs as the owner with search_path=pg_catalog, pg_temp, session_replication_role=replica',
  },
  {
    name: 'a SECURITY DEFINER function belongs to the superuser',
    sql: 'alter function app.audit() owner to postgres',
    superuser: true,
    says: '+ app.audit() runs as postgres',
  },
  {
    name: 'the seal is checked with the privileges of the tenant role',
    sql: 'alter function app.entered_tenant() security invoker',
    says: '- app.entered_tenant() runs as the owner',
  },
  {
    name: 'a function claims to be leakproof',
    sql: 'alter function app.tenant_id() leakproof',
    superuser: true,
    says: '+ app.tenant_id() is leakproof',
  },
  {
    name: 'a view runs as its owner',
    sql: 'create view everyone as select * from customers',
    says: '+ view everyone runs as its owner',
  },
  {
    name: 'a materialized view copies rows',
    sql: 'create materialized view everyone as select * from customers',
    says: '+ materialized view everyone',
  },
  {
    name: 'a table inherits from another',
    sql: 'create table more_rules () inherits (rules)',
    says: '+ table more_rules is a child of rules',
  },
  {
    name: 'a rule replaces a statement',
    sql: 'create rule copy as on insert to rules do also select 1',
    says: '+ rule copy on rules',
  },
  {
    name: 'a publication sends a table',
    sql: 'create publication copy for table customers',
    says: '+ publication copy',
  },
  {
    name: 'a foreign table',
    sql: `create foreign data wrapper elsewhere; create server elsewhere foreign data wrapper elsewhere;
          create foreign table copied (id uuid) server elsewhere`,
    superuser: true,
    says: '+ foreign table copied',
  },
  {
    name: 'an event trigger',
    sql: `create function app.on_ddl() returns event_trigger language plpgsql as $$ begin null; end $$;
          create event trigger watch on ddl_command_end execute function app.on_ddl()`,
    superuser: true,
    says: '+ event trigger watch',
  },
  {
    name: 'a large object',
    sql: `select lo_from_bytea(0, 'rows')`,
    says: '+ large object',
  },
  {
    name: 'an operator hides another',
    sql: `create function app.same(uuid, uuid) returns boolean language sql return true;
          create operator public.= (leftarg = uuid, rightarg = uuid, function = app.same)`,
    says: '+ operator = in public',
  },
  {
    name: 'an implicit cast',
    sql: `create type app.code as (value text); create function app.code(app.code) returns uuid language sql
            return null::uuid; create cast (app.code as uuid) with function app.code(app.code) as implicit`,
    says: '+ cast from app.code to uuid',
  },
  {
    name: 'another extension',
    sql: 'create extension pgcrypto schema app',
    says: '+ extension pgcrypto in app',
  },
  {
    name: 'another schema',
    sql: 'create schema reports',
    says: '+ schema reports',
  },
  {
    name: 'a disabled audit trigger',
    sql: 'alter table customers disable trigger audit_updated',
    says: '+ trigger audit_updated on customers',
  },
  {
    name: 'a foreign key that is not enforced',
    sql: `alter table rules alter constraint rules_tenant_id_customer_id_fkey not enforced`,
    says: '+ constraint rules_tenant_id_customer_id_fkey on rules',
  },
]
