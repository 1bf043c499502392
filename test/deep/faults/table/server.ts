import type { FaultCase } from '../fault.ts'

const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'api_login'`

const NO_CONNECTIONS = {
  begin: `alter role api_login connection limit 0; ${END_SESSIONS}`,
  end: 'alter role api_login connection limit -1',
}

const WRONG_PASSWORD = {
  begin: `create table public.login as select rolpassword from pg_authid where rolname = 'api_login';
          alter role api_login password 'another'`,
  end: `do $$ begin execute format('alter role api_login password %L', (select rolpassword from public.login)); end $$;
        drop table public.login`,
}

/** Faults of the whole database server. */
export const SERVER_FAULTS: FaultCase[] = [
  {
    name: 'the role has no connection left',
    server: NO_CONNECTIONS,
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × http_500 | – | 200',
      write: '503 database_unavailable 2s | 3 | 3 × http_500 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × http_500 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 3 | 3 × http_500 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 3 | 3 × http_500 | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 2s | 3 | 3 × http_500 | – | 200',
    },
  },
  {
    name: 'the password is wrong',
    server: WRONG_PASSWORD,
    outcomes: {
      read: '503 database_unavailable 2s | 1 | login_rejected | – | 200',
      write: '503 database_unavailable 2s | 1 | login_rejected | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 1 | login_rejected | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 1 | login_rejected | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 1 | login_rejected | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 2s | 1 | login_rejected | – | 200',
    },
  },
]
