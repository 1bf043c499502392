import type { FaultCase } from '../fault.ts'

/** Errors that PostgreSQL reports while it writes a row. */
export const ERROR_FAULTS: FaultCase[] = [
  {
    name: 'every attempt fails with 40P01 (deadlock)',
    database: { action: 'error 40P01' },
    outcomes: {
      write: '503 database_unavailable 2s | 3 | 3 × 40P01 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × 40P01 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 3 | 3 × 40P01 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 3 | 3 × 40P01 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'every attempt fails with 40001 (serialization)',
    database: { action: 'error 40001' },
    outcomes: {
      write: '503 database_unavailable 2s | 3 | 3 × 40001 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × 40001 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 3 | 3 × 40001 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 3 | 3 × 40001 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'every attempt fails with 53300 (too many connections)',
    database: { action: 'error 53300' },
    outcomes: {
      write: '503 database_unavailable 2s | 3 | 3 × 53300 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × 53300 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 3 | 3 × 53300 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 3 | 3 × 53300 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'every attempt fails with 53100 (disk full)',
    database: { action: 'error 53100' },
    outcomes: {
      write: '503 database_unavailable 2s | 1 | 53100 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 1 | 53100 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 1 | 53100 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 1 | 53100 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'every attempt fails with XX000 (internal error)',
    database: { action: 'error XX000' },
    outcomes: {
      write: '503 database_unavailable 2s | 1 | XX000 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 1 | XX000 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 1 | XX000 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 1 | XX000 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'every attempt fails with 23505 (unique violation)',
    database: { action: 'error 23505' },
    outcomes: {
      write: '409 conflict | 2 | 23505 | 0 | 201, 1',
      keyed: '409 conflict | 2 | 23505 | 0 | 201, 1',
      clone: '409 conflict | 2 | 23505 | 0 | 201, 1',
      stripe: '409 conflict | 2 | 23505 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'the first attempt fails with 40P01 (deadlock)',
    database: { action: 'error 40P01', times: 1 },
    outcomes: {
      write: '201 | 2 | 40P01 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | 40P01 | 1 | 201 replayed, 1',
      clone: '201 | 2 | 40P01 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | 40P01 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the first attempt fails with 40001 (serialization)',
    database: { action: 'error 40001', times: 1 },
    outcomes: {
      write: '201 | 2 | 40001 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | 40001 | 1 | 201 replayed, 1',
      clone: '201 | 2 | 40001 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | 40001 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the first attempt fails with 53300 (too many connections)',
    database: { action: 'error 53300', times: 1 },
    outcomes: {
      write: '201 | 2 | 53300 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | 53300 | 1 | 201 replayed, 1',
      clone: '201 | 2 | 53300 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | 53300 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the first attempt fails with 23505 (unique violation)',
    database: { action: 'error 23505', times: 1 },
    outcomes: {
      write: '201 | 2 | 23505 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | 23505 | 1 | 201 replayed, 1',
      clone: '201 | 2 | 23505 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | 23505 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'an administrator ends every session',
    database: { action: 'terminate' },
    outcomes: {
      write: '503 database_unavailable 2s | 3 | 3 × 57P01 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × 57P01 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 3 | 3 × 57P01 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 3 | 3 × 57P01 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'an administrator ends one session',
    database: { action: 'terminate', times: 1 },
    outcomes: {
      write: '201 | 2 | 57P01 | 1 | 409 email_taken, 1',
      keyed: '201 | 2 | 57P01 | 1 | 201 replayed, 1',
      clone: '201 | 2 | 57P01 | 1 | 201 replayed, 1',
      stripe: '200 applied | 2 | 57P01 | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the database is read-only',
    database: { action: 'read only' },
    outcomes: {
      write: '503 database_unavailable 2s | 1 | 25006 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 1 | 25006 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 1 | 25006 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 1 | 25006 | 0 | 200 applied, 1',
    },
  },
]
