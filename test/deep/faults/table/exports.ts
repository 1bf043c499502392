import type { FaultCase } from '../fault.ts'

/** Faults between two pages of an export, after the response has begun. */
export const EXPORT_FAULTS: FaultCase[] = [
  {
    name: 'the second page of an export never arrives',
    endpoint: [{ fault: 'hang', times: null, after: 1 }],
    outcomes: {
      export: '200 cut off | 3 | timeout | – | 200 1200 lines',
    },
  },
  {
    name: 'the connection is reset at the second page of an export',
    endpoint: [{ fault: 'refuse', times: null, after: 1 }],
    outcomes: {
      export: '200 cut off | 4 | connection_lost | – | 200 1200 lines',
    },
  },
  {
    name: 'the second page of an export is HTML',
    endpoint: [{ fault: 'html_200', times: null, after: 1 }],
    outcomes: {
      export: '200 cut off | 4 | unreadable | – | 200 1200 lines',
    },
  },
  {
    name: 'the second page of an export is truncated',
    endpoint: [{ fault: 'truncate', times: null, after: 1 }],
    outcomes: {
      export: '200 cut off | 4 | connection_lost | – | 200 1200 lines',
    },
  },
  {
    name: 'a column is missing on the second page of an export',
    endpoint: [{ fault: 'missing_column', column: 'created_at', times: null, after: 1 }],
    outcomes: {
      export: '200 cut off | 2 | MissingColumn | – | 200 1200 lines',
    },
  },
  {
    name: 'the second page of an export fails once',
    endpoint: [{ fault: 'bad_gateway', after: 1 }],
    outcomes: {
      export: '200 1200 lines | 4 | – | – | 200 1200 lines',
    },
  },
]
