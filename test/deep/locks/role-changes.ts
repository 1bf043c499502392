import type { CatalogChange } from './catalog-change.ts'

/** Attributes, memberships and settings of roles, and what they own. */
export const ROLE_CHANGES: CatalogChange[] = [
  {
    name: 'the login role has the privileges of the tenant role before it enters',
    sql: 'grant api_tenant to api_login with inherit true',
    says: '+ api_login is a member of api_tenant: inherit true, set true, admin false',
  },
  {
    name: 'the login role can make others members of the tenant role',
    sql: 'grant api_tenant to api_login with admin true',
    says: '+ api_login is a member of api_tenant: inherit false, set true, admin true',
  },
  {
    name: 'the login role cannot become the tenant role',
    sql: 'revoke api_tenant from api_login',
    says: '- api_login is a member of api_tenant',
  },
  {
    name: 'the login role has the privileges of a customer-bound key before it enters',
    sql: 'grant api_customer to api_login with inherit true',
    says: '+ api_login is a member of api_customer: inherit true, set true, admin false',
  },
  {
    name: 'the tenant role reads everything',
    sql: 'grant pg_read_all_data to api_tenant',
    superuser: true,
    says: '+ api_tenant is a member of pg_read_all_data',
  },
  {
    name: 'the login role can become another role',
    sql: 'create role support; grant support to api_login with inherit false',
    says: '+ api_login is a member of support: inherit false, set true, admin false',
  },
  {
    name: 'another role can become the tenant role',
    sql: 'create role support login; grant api_tenant to support',
    says: '+ support is a member of api_tenant',
  },
  ...[
    ['bypassrls', '+ api_login noinherit login bypassrls'],
    ['createrole', '+ api_login noinherit login createrole'],
    ['createdb', '+ api_login noinherit login createdb'],
    ['inherit', '+ api_login inherit login'],
    ['superuser', '+ api_login noinherit login superuser'],
    ['replication', '+ api_login noinherit login replication'],
  ].map(([attribute, says = '']): CatalogChange => {
    return { name: `the login role is ${attribute}`, sql: `alter role api_login ${attribute}`, superuser: true, says }
  }),
  {
    name: 'the tenant role can log in',
    sql: 'alter role api_tenant login',
    says: '+ api_tenant noinherit login',
  },
  {
    name: 'the tenant role bypasses row-level security',
    sql: 'alter role api_tenant bypassrls',
    says: '+ api_tenant noinherit nologin bypassrls',
  },
  {
    name: 'the login role has no statement timeout',
    sql: 'alter role api_login reset statement_timeout',
    says: '- api_login in every database: statement_timeout=3s',
  },
  {
    name: 'the login role searches temporary tables first',
    sql: 'alter role api_login set search_path = public',
    says: '+ api_login in every database: search_path=public',
  },
  {
    name: 'the login role has another setting in this database',
    sql: `do $$ begin
            execute format('alter role api_login in database %I set row_security = off', current_database());
          end $$`,
    says: '+ api_login in this database: row_security=off',
  },
  {
    name: 'the database has a setting for every role',
    sql: `do $$ begin
            execute format('alter database %I set search_path = public, pg_catalog', current_database());
          end $$`,
    says: '+ every role in this database: search_path=public, pg_catalog',
  },
  {
    name: 'the tenant role owns a table',
    sql: 'alter table rules owner to api_tenant',
    superuser: true,
    says: '+ relation rules: api_tenant',
  },
  {
    name: 'the tenant role owns a function',
    sql: 'alter function app.operation() owner to api_tenant',
    superuser: true,
    says: '+ function app.operation(): api_tenant',
  },
  {
    name: 'the login role owns a schema',
    sql: 'alter schema app owner to api_login',
    superuser: true,
    says: '+ schema app: api_login',
  },
  {
    name: 'the tenant role owns a type',
    sql: 'create domain app.code as text; alter domain app.code owner to api_tenant',
    superuser: true,
    says: '+ type app.code: api_tenant',
  },
]
