import { always, type FaultCase } from '../fault.ts'

/** Failures of KV and of the rate limiters. */
export const PLATFORM_FAULTS: FaultCase[] = [
  {
    name: 'KV hangs when it is read',
    platform: { get: 'hang' },
    outcomes: {
      read: '200 | 1 | – | – | 200',
      'cold read': '200 | 2 | – | – | 200',
      'cold write': '201 | 2 | – | 1 | 409 email_taken, 1',
    },
  },
  {
    name: 'KV fails when it is read',
    platform: { get: 'fail' },
    outcomes: {
      read: '200 | 1 | – | – | 200',
      'cold read': '200 | 2 | – | – | 200',
      'cold write': '201 | 2 | – | 1 | 409 email_taken, 1',
    },
  },
  {
    name: 'KV returns garbage when it is read',
    platform: { get: 'garbage' },
    outcomes: {
      read: '200 | 1 | – | – | 200',
      'cold read': '200 | 2 | – | – | 200',
      'cold write': '201 | 2 | – | 1 | 409 email_taken, 1',
    },
  },
  {
    name: 'KV hangs when it is changed',
    platform: { put: 'hang', delete: 'hang' },
    outcomes: {
      'cold read': '200 | 2 | – | – | 200',
      write: '201 | 1 | – | 1 | 409 email_taken, 1',
    },
  },
  {
    name: 'KV fails when it is changed',
    platform: { put: 'fail', delete: 'fail' },
    outcomes: {
      'cold read': '200 | 2 | – | – | 200',
      write: '201 | 1 | – | 1 | 409 email_taken, 1',
    },
  },
  {
    name: 'the rate limiter hangs',
    platform: { limit: 'hang' },
    outcomes: {
      read: '200 | 1 | limiter failed | – | 200',
      write: '201 | 1 | limiter failed | 1 | 409 email_taken, 1',
      'create key': '503 rate_limiter_unavailable 5s | 0 | – | 0 | 201, 1',
    },
  },
  {
    name: 'the rate limiter fails',
    platform: { limit: 'fail' },
    outcomes: {
      read: '200 | 1 | limiter failed | – | 200',
      write: '201 | 1 | limiter failed | 1 | 409 email_taken, 1',
      'create key': '503 rate_limiter_unavailable 5s | 0 | – | 0 | 201, 1',
    },
  },
  {
    name: 'the rate limiter returns garbage',
    platform: { limit: 'garbage' },
    outcomes: {
      read: '200 | 1 | limiter failed | – | 200',
      write: '201 | 1 | limiter failed | 1 | 409 email_taken, 1',
      'create key': '503 rate_limiter_unavailable 5s | 0 | – | 0 | 201, 1',
    },
  },
  {
    name: 'KV, the rate limiter and the database hang',
    platform: { get: 'hang', put: 'hang', limit: 'hang' },
    ...always('hang'),
    outcomes: {
      'cold read': '503 database_unavailable 2s | 2 | 2 × timeout | – | 200',
      'cold write': '503 database_unavailable 2s | 2 | 2 × timeout | 0 | 201, 1',
      'cold keyed': '503 database_unavailable 2s | 2 | 2 × timeout | 0 | 201, 1',
    },
  },
]
