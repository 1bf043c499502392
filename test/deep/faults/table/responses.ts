import { respondWith } from '../../../setup/faults.ts'
import { always, type FaultCase, once } from '../fault.ts'

const fatal = (code: string) => JSON.stringify({ message: 'failed', code, severity: 'FATAL' })
const UNKNOWN_DATABASE = fatal('3D000')
const SHUTDOWN = fatal('57P01')

/** Responses from the endpoint that the driver does not expect. */
export const RESPONSE_FAULTS: FaultCase[] = [
  {
    name: 'the endpoint always responds with 500',
    ...always('internal_error'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × http_500 | – | 200',
      write: '503 outcome_unknown 2s | 1 | http_500 | 0 | 201, 1',
      keyed: '503 outcome_unknown 2s | 3 | 3 × http_500 | 0 | 201, 1',
      clone: '503 outcome_unknown 2s | 3 | 3 × http_500 | 0 | 201, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × http_500 | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 2s | 3 | 3 × http_500 | – | 200',
    },
  },
  {
    name: 'the endpoint always responds with 502 and HTML',
    ...always('bad_gateway'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × http_502 | – | 200',
      write: '503 outcome_unknown 2s | 1 | http_502 | 0 | 201, 1',
      keyed: '503 outcome_unknown 2s | 3 | 3 × http_502 | 0 | 201, 1',
      clone: '503 outcome_unknown 2s | 3 | 3 × http_502 | 0 | 201, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × http_502 | 0 | 200 applied, 1',
      export: '503 database_unavailable 2s | 3 | 3 × http_502 | – | 200 1200 lines',
      'cold read': '503 database_unavailable 2s | 3 | 3 × http_502 | – | 200',
    },
  },
  {
    name: 'the endpoint responds with 502 and HTML once',
    ...once('bad_gateway'),
    outcomes: {
      read: '200 | 2 | http_502 | – | 200',
      write: '503 outcome_unknown 2s | 1 | http_502 | 0 | 201, 1',
      keyed: '201 | 2 | http_502 | 1 | 201 replayed, 1',
      clone: '201 | 2 | http_502 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | http_502 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the endpoint always responds with 200 and HTML',
    ...always('html_200'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
      write: '503 outcome_unknown 2s | 1 | unreadable | 0 | 201, 1',
      keyed: '503 outcome_unknown 2s | 3 | 3 × unreadable | 0 | 201, 1',
      clone: '503 outcome_unknown 2s | 3 | 3 × unreadable | 0 | 201, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × unreadable | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
    },
  },
  {
    name: 'the endpoint responds with 200 and HTML once',
    ...once('html_200'),
    outcomes: {
      read: '200 | 2 | unreadable | – | 200',
      write: '503 outcome_unknown 2s | 1 | unreadable | 0 | 201, 1',
      keyed: '201 | 2 | unreadable | 1 | 201 replayed, 1',
      clone: '201 | 2 | unreadable | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | unreadable | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the endpoint always responds with 400 and HTML',
    ...always('html_400'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
      write: '503 outcome_unknown 2s | 1 | unreadable | 0 | 201, 1',
      keyed: '503 outcome_unknown 2s | 3 | 3 × unreadable | 0 | 201, 1',
      clone: '503 outcome_unknown 2s | 3 | 3 × unreadable | 0 | 201, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × unreadable | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
    },
  },
  {
    name: 'the endpoint always responds with 429 and Retry-After: 7',
    ...always('too_many_requests'),
    outcomes: {
      read: '503 database_unavailable 7s | 1 | http_429 | – | 200',
      write: '503 database_unavailable 7s | 1 | http_429 | 0 | 201, 1',
      keyed: '503 database_unavailable 7s | 1 | http_429 | 0 | 201, 1',
      clone: '503 database_unavailable 7s | 1 | http_429 | 0 | 201, 1',
      stripe: '503 database_unavailable 7s | 1 | http_429 | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 7s | 1 | http_429 | – | 200',
    },
  },
  {
    name: 'the endpoint responds with 429 and Retry-After: 1 once',
    ...once({ fault: 'too_many_requests', retryAfter: '1' }),
    outcomes: {
      read: '200 | 2 | http_429 | – | 200',
      write: '201 | 2 | http_429 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | http_429 | 1 | 201 replayed, 1',
      clone: '201 | 2 | http_429 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | http_429 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the database does not exist',
    ...always(respondWith(400, UNKNOWN_DATABASE)),
    outcomes: {
      read: '503 database_unavailable 2s | 1 | 3D000 | – | 200',
      write: '503 database_unavailable 2s | 1 | 3D000 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 1 | 3D000 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 1 | 3D000 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 1 | 3D000 | 0 | 200 applied, 1',
      'cold read': '503 database_unavailable 2s | 1 | 3D000 | – | 200',
    },
  },
  {
    name: 'a restarting server reports 57P01 once',
    ...once(respondWith(400, SHUTDOWN)),
    outcomes: {
      read: '200 | 2 | 57P01 | – | 200',
      write: '201 | 2 | 57P01 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | 57P01 | 1 | 201 replayed, 1',
      clone: '201 | 2 | 57P01 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | 57P01 | 1 | 200 duplicate, 1',
      'cold read': '200 | 3 | 57P01 | – | 200',
    },
  },
]
