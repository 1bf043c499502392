import { IDEMPOTENCY_KEY } from '../idempotency/request.ts'
import { REQUEST_ID_EXAMPLE } from './failure.ts'

// Headers that many operations have, documented once.

const RETRY_AFTER = {
  description: 'Seconds to wait before the request is sent again.',
  schema: { type: 'string', maxLength: 10, pattern: '^[0-9]+$', example: '2' },
} as const

/** For `components.headers`. */
export const HEADERS = {
  RequestId: {
    description:
      'Request id to quote when reporting a problem: the `X-Request-Id` of the request if it was valid, otherwise ' +
      'a new one.',
    required: true,
    schema: { type: 'string', maxLength: 128, example: REQUEST_ID_EXAMPLE },
  },
  RateLimit: {
    description:
      'Number of requests (`q`) of this kind (`reads` or `writes`) allowed to the API key in `w` seconds; without a ' +
      'valid key, number of `failed-authentications` allowed to an address.',
    required: true,
    schema: { type: 'string', maxLength: 100, example: '"reads";q=600;w=60' },
  },
  Replayed: {
    description: '`true` if this is the response to an earlier request with the same `Idempotency-Key`.',
    schema: { type: 'string', enum: ['true'], example: 'true' },
  },
  RetryAfter: { ...RETRY_AFTER, required: true },
  RetryAfterIfTemporary: { ...RETRY_AFTER, description: `${RETRY_AFTER.description} Not sent with every code.` },
  WwwAuthenticate: {
    description: 'How to authenticate.',
    required: true,
    schema: { type: 'string', maxLength: 100, example: 'Bearer realm="customer-management-api"' },
  },
  Connection: {
    description: 'The connection is closed, because the rest of the body is not read.',
    required: true,
    schema: { type: 'string', enum: ['close'] },
  },
} as const

/** A reference to one of them. */
export function headerRef(name: keyof typeof HEADERS) {
  return { $ref: `#/components/headers/${name}` }
}

/** The name of the component for a header of some or of all errors of one response. */
export function errorHeader(header: string, isAlwaysSent: boolean): keyof typeof HEADERS {
  if (header === 'Retry-After') return isAlwaysSent ? 'RetryAfter' : 'RetryAfterIfTemporary'
  return header === 'WWW-Authenticate' ? 'WwwAuthenticate' : 'Connection'
}

/** Request header of every operation that changes something. */
export const IDEMPOTENCY_KEY_HEADER = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request ' +
    'with the same key has no further effect and returns the first response again.',
  schema: { type: 'string', minLength: 1, maxLength: 512, pattern: IDEMPOTENCY_KEY.source },
} as const
