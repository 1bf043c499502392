import type { Theme } from './bad-input.ts'

/** Cursors of lists. */
export const cursors: Theme = [
  [
    'a cursor of an export',
    'GET /v1/customers/export?cursor={cursor}',
    'query.cursor extra_forbidden',
    'not permitted',
  ],
  [
    'a cursor that is not one',
    'GET /v1/customers?cursor=abc',
    'query.cursor value_error',
    'next_cursor',
    { instead: { request: 'GET /v1/customers?cursor={cursor}' } },
  ],
  ['an empty cursor', 'GET /v1/rules?cursor=', 'query.cursor value_error', 'next_cursor'],
  ['a cursor of 2,049 characters', `GET /v1/rules?cursor=${'A'.repeat(2_049)}`, 'query.cursor string_too_long', '2048'],
  ['an altered cursor', 'GET /v1/customers?cursor={cursor}AAAA', 'query.cursor value_error', 'next_cursor'],
  [
    'a cursor of another order',
    'GET /v1/customers?cursor={cursorByEmail}',
    'query.cursor value_error',
    'same filters and sort order',
    { instead: { request: 'GET /v1/customers?cursor={cursorByEmail}&sort_by=email' } },
  ],
  [
    'a cursor of other filters',
    'GET /v1/customers?cursor={cursor}&currency=USD',
    'query.cursor value_error',
    'same filters and sort order',
  ],
  [
    'a cursor of another list',
    'GET /v1/customers?cursor={cursorOfRules}',
    'query.cursor value_error',
    'next_cursor of this list',
  ],
  ['a cursor of another tenant', 'GET /v1/customers?cursor={theirCursor}', 'query.cursor value_error', 'next_cursor'],
  [
    'a cursor together with a page',
    'GET /v1/customers?cursor={cursor}&page=2',
    'query.cursor value_error',
    'either page or cursor',
  ],
]
