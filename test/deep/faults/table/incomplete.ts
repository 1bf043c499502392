import { always, type FaultCase, once } from '../fault.ts'

/** Incomplete responses from the endpoint. */
export const INCOMPLETE_FAULTS: FaultCase[] = [
  {
    name: 'every response is empty',
    ...always('empty'),
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
    name: 'every response is truncated',
    ...always('truncate'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × connection_lost | – | 200',
      write: '503 outcome_unknown 2s | 1 | connection_lost | 1 | 409 email_taken, 1',
      keyed: '503 outcome_unknown 2s | 3 | 3 × connection_lost | 1 | 201 replayed, 1',
      clone: '503 outcome_unknown 2s | 3 | 3 × connection_lost | 1 | 201 replayed, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × connection_lost | 1 | 200 duplicate, 1',
      'cold read': '503 database_unavailable 2s | 3 | 3 × connection_lost | – | 200',
    },
  },
  {
    name: 'one response is truncated',
    ...once('truncate'),
    outcomes: {
      read: '200 | 2 | connection_lost | – | 200',
      write: '503 outcome_unknown 2s | 1 | connection_lost | 1 | 409 email_taken, 1',
      keyed: '201 replayed | 3 | connection_lost | 1 | 201 replayed, 1',
      clone: '201 replayed | 3 | connection_lost | 1 | 201 replayed, 1',
      stripe: '200 duplicate | 2 | connection_lost | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'half of every response is missing',
    ...always('cut'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
      write: '503 outcome_unknown 2s | 1 | unreadable | 1 | 409 email_taken, 1',
      keyed: '503 outcome_unknown 2s | 3 | 3 × unreadable | 1 | 201 replayed, 1',
      clone: '503 outcome_unknown 2s | 3 | 3 × unreadable | 1 | 201 replayed, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × unreadable | 1 | 200 duplicate, 1',
      'cold read': '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
    },
  },
  {
    name: 'every response has too few results',
    ...always('too_few_results'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × too_few_results | – | 200',
      write: '503 outcome_unknown 2s | 1 | too_few_results | 1 | 409 email_taken, 1',
      keyed: '201 replayed | 3 | too_few_results | 1 | 201 replayed, 1',
      clone: '201 replayed | 3 | too_few_results | 1 | 201 replayed, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × too_few_results | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'one response has too few results',
    ...once('too_few_results'),
    outcomes: {
      read: '200 | 2 | too_few_results | – | 200',
      write: '503 outcome_unknown 2s | 1 | too_few_results | 1 | 409 email_taken, 1',
      keyed: '201 replayed | 3 | too_few_results | 1 | 201 replayed, 1',
      clone: '201 replayed | 3 | too_few_results | 1 | 201 replayed, 1',
      stripe: '200 duplicate | 2 | too_few_results | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'every response has too many results',
    ...always('too_many_results'),
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × unreadable | – | 200',
      write: '503 outcome_unknown 2s | 1 | unreadable | 1 | 409 email_taken, 1',
      keyed: '201 replayed | 3 | unreadable | 1 | 201 replayed, 1',
      clone: '201 replayed | 3 | unreadable | 1 | 201 replayed, 1',
      stripe: '503 outcome_unknown 2s | 3 | 3 × unreadable | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'a column is missing',
    ...always({ fault: 'missing_column', column: 'created_at' }),
    outcomes: {
      read: '500 internal_error | 1 | MissingColumn | – | 200',
      write: '500 internal_error | 1 | MissingColumn | 1 | 409 email_taken, 1',
      keyed: '500 internal_error | 1 | MissingColumn | 1 | 201 replayed, 1',
      clone: '500 internal_error | 1 | MissingColumn | 1 | 201 replayed, 1',
      export: '500 internal_error | 1 | MissingColumn | – | 200 1200 lines',
    },
  },
]
