import type { FaultCase } from '../fault.ts'

/** Statements and locks that take too long. */
export const WAIT_FAULTS: FaultCase[] = [
  {
    name: 'a statement takes too long',
    database: { action: 'sleep' },
    outcomes: {
      write: '503 database_unavailable 2s | 1 | 57014 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 1 | 57014 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 1 | 57014 | 0 | 201, 1',
      stripe: '503 database_unavailable 2s | 1 | 57014 | 0 | 200 applied, 1',
    },
  },
  {
    name: 'another transaction holds a lock',
    lock: 'row',
    outcomes: {
      write: '503 database_unavailable 2s | 3 | 3 × 55P03 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × 55P03 | 0 | 201, 1',
      stripe: '503 outcome_unknown 2s | 2 | 55P03, timeout | 0 | 200 applied, 1',
    },
  },
  {
    name: 'another transaction holds a lock on the table',
    lock: 'table',
    outcomes: {
      read: '503 database_unavailable 2s | 3 | 3 × 55P03 | – | 200',
      write: '503 database_unavailable 2s | 3 | 3 × 55P03 | 0 | 201, 1',
      keyed: '503 database_unavailable 2s | 3 | 3 × 55P03 | 0 | 201, 1',
      clone: '503 database_unavailable 2s | 3 | 3 × 55P03 | 0 | 201, 1',
      stripe: '503 outcome_unknown 2s | 2 | 55P03, timeout | 0 | 200 applied, 1',
      export: '503 database_unavailable 2s | 3 | 3 × 55P03 | – | 200 1200 lines',
    },
  },
]
