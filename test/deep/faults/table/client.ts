import { always, type FaultCase } from '../fault.ts'

/** Clients that are slow or disconnect. */
export const CLIENT_FAULTS: FaultCase[] = [
  {
    name: 'the client disconnects before the response',
    client: 'disconnects',
    endpoint: [{ fault: 'delay', ms: 300 }],
    outcomes: {
      read: 'no response | 1 | – | – | 200',
      write: 'no response | 1 | – | 1 | 409 email_taken, 1',
      keyed: 'no response | 1 | – | 1 | 201 replayed, 1',
      clone: 'no response | 1 | – | 1 | 201 replayed, 1',
      stripe: 'no response | 1 | – | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the client disconnects before the call arrives',
    client: 'disconnects',
    endpoint: [{ fault: 'deliver_late', ms: 300 }],
    outcomes: {
      read: 'no response | 1 | – | – | 200',
      write: 'no response | 1 | – | 1 | 409 email_taken, 1',
      keyed: 'no response | 1 | – | 1 | 201 replayed, 1',
      clone: 'no response | 1 | – | 1 | 201 replayed, 1',
      stripe: 'no response | 1 | – | 1 | 200 duplicate, 1',
    },
  },
  {
    name: 'the client disconnects during a statement',
    client: 'disconnects',
    database: { action: 'sleep' },
    outcomes: {
      write: 'no response | 1 | – | 0 | 201, 1',
      keyed: 'no response | 1 | – | 0 | 201, 1',
      clone: 'no response | 1 | – | 0 | 201, 1',
      stripe: 'no response | 1 | – | 0 | 200 applied, 1',
    },
  },
  {
    name: 'the client takes 3 seconds to send the body',
    client: 'sends slowly',
    outcomes: {
      write: '201 | 1 | – | 1 | 409 email_taken, 1',
      keyed: '201 | 1 | – | 1 | 201 replayed, 1',
    },
  },
  {
    name: 'the client takes 3 seconds to send the body, and the database hangs',
    client: 'sends slowly',
    ...always('hang'),
    outcomes: {
      write: '503 outcome_unknown 2s | 1 | timeout | 0 | 201, 1',
      keyed: '503 outcome_unknown 2s | 2 | 2 × timeout | 0 | 201, 1',
    },
  },
  {
    name: 'the client never sends the end of the body',
    client: 'sends nothing',
    outcomes: {
      write: '408 request_timeout | 0 | – | 0 | 201, 1',
      keyed: '408 request_timeout | 0 | – | 0 | 201, 1',
    },
  },
]
