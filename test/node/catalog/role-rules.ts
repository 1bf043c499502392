import { type CatalogRule, roleName } from './rule.ts'

const API_ROLES = `('api_login', 'api_tenant', 'api_customer')`

export const ROLE_RULES: CatalogRule[] = [
  {
    promise: 'the roles of the API have no attributes except that one can log in',
    advice:
      'Remove the attribute with `alter role`. A superuser and a role with BYPASSRLS ignore all policies; the ' +
      'other attributes lead there.',
    expected: ['api_login noinherit login', 'api_tenant noinherit nologin', 'api_customer noinherit nologin'],
    found: `
      select concat_ws(' ', rolname, case when rolinherit then 'inherit' else 'noinherit' end,
                       case when rolcanlogin then 'login' else 'nologin' end,
                       case when rolsuper then 'superuser' end, case when rolbypassrls then 'bypassrls' end,
                       case when rolcreaterole then 'createrole' end, case when rolcreatedb then 'createdb' end,
                       case when rolreplication then 'replication' end) as fact
        from pg_roles where rolname in ${API_ROLES}`,
  },
  {
    promise: 'the login role can only switch to the roles of transactions, and none is a member of any other role',
    advice:
      'Use `grant api_tenant to api_login with inherit false, set true`. With `inherit true`, the login role has ' +
      'the privileges of the tenant role before it has entered a tenant. Revoke all other memberships.',
    expected: [
      'api_login is a member of api_tenant: inherit false, set true, admin false',
      'api_login is a member of api_customer: inherit false, set true, admin false',
      // The role that creates a role may administer it.
      'the owner is a member of api_login: inherit false, set false, admin true',
      'the owner is a member of api_tenant: inherit false, set false, admin true',
      'the owner is a member of api_customer: inherit false, set false, admin true',
      // For the operator: shows what a tenant's transaction sees.
      'the owner is a member of api_tenant: inherit false, set true, admin false',
      'the owner is a member of api_customer: inherit false, set true, admin false',
    ],
    found: `
      select ${roleName('m.member')} || ' is a member of ' || ${roleName('m.roleid')} || ': inherit '
               || m.inherit_option || ', set ' || m.set_option || ', admin ' || m.admin_option as fact
        from pg_auth_members m
       where m.member in (select oid from pg_roles where rolname in ${API_ROLES})
          or m.roleid in (select oid from pg_roles where rolname in ${API_ROLES})`,
  },
  {
    promise: 'the roles and the database have exactly the listed settings',
    advice:
      'A setting such as row_security, search_path or session_replication_role can disable a lock, and without ' +
      'timeouts one request can block others. Correct the migration or change test/node/catalog/role-rules.ts.',
    expected: [
      ...['TimeZone=UTC', 'DateStyle=ISO, YMD', 'search_path=pg_catalog, public, pg_temp', 'row_security=on'],
      ...['statement_timeout=3s', 'lock_timeout=1s', 'transaction_timeout=3500ms'],
      ...['idle_in_transaction_session_timeout=5s'],
      ...['jit=off', 'max_parallel_workers_per_gather=0', 'random_page_cost=1.1'],
    ].map((setting) => `api_login in every database: ${setting}`),
    found: `
      select case when s.setrole = 0 then 'every role' else ${roleName('s.setrole')} end || ' in '
               || case when s.setdatabase = 0 then 'every database' else 'this database' end || ': ' || setting as fact
        from pg_db_role_setting s, unnest(s.setconfig) setting
       where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
         and s.setrole in (select 0 union all select oid from pg_roles where rolname in ${API_ROLES})`,
  },
]
