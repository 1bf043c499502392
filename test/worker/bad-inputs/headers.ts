import type { Theme } from './bad-input.ts'

const CUSTOMER = '/v1/customers/{customer}'
const NO_KEY = '401 unauthenticated'
const BAD_TYPE = '415 unsupported_media_type'
const CHANGED = '412 precondition_failed'
const BAD_ID = '400 idempotency_key_invalid'
const JSON_TYPE = { 'Content-Type': 'application/json' }
const bytes = (text: string) => new TextEncoder().encode(text)
const authorized = (Authorization: string) => ({ key: 'none' as const, headers: { Authorization } })
const typed = (type: string) => ({ body: '{}', headers: { 'Content-Type': type }, instead: { headers: JSON_TYPE } })
const ifMatch = (value: string) => ({ body: {}, headers: { 'If-Match': value }, instead: { headers: {} } })
const idempotent = (key: string) => ({
  body: {},
  headers: { 'Idempotency-Key': key },
  instead: { headers: { 'Idempotency-Key': crypto.randomUUID() } },
})

/** Headers: credentials, conditions and formats. */
export const headers: Theme = [
  ['no key', 'GET /v1/customers', NO_KEY, 'X-Api-Key', { key: 'none', instead: { key: 'admin' } }],
  ['an empty key', 'GET /v1/rules', NO_KEY, 'X-Api-Key', { key: 'none', headers: { 'X-Api-Key': '' } }],
  [
    'a key of another provider',
    'GET /v1/rules',
    NO_KEY,
    'malformed',
    { key: 'none', headers: { 'X-Api-Key': 'sk_live_4eC39HqLyjWDarjt' } },
  ],
  [
    'a key with a typing error',
    'GET /v1/rules',
    NO_KEY,
    'malformed',
    { key: 'none', headers: { 'X-Api-Key': '{apiKey}0' } },
  ],
  [
    'two keys in one header',
    'GET /v1/rules',
    NO_KEY,
    'malformed',
    { key: 'none', headers: { 'X-Api-Key': '{apiKey}, {apiKey}' } },
  ],
  ['a revoked key', 'POST /v1/customers', NO_KEY, 'revoked', { key: 'revoked', body: {} }],
  ['an expired key', 'DELETE /v1/customers/{customer}', NO_KEY, 'expired', { key: 'expired' }],
  [
    'a key in the wrong scheme',
    'GET /v1/customers',
    NO_KEY,
    'Bearer',
    { ...authorized('Basic {apiKey}'), instead: { headers: { Authorization: 'Bearer {apiKey}' } } },
  ],
  ['a key without a scheme', 'GET /v1/api-keys/me', NO_KEY, 'Bearer', authorized('{apiKey}')],
  ['a scheme without a key', 'GET /v1/api-keys', NO_KEY, 'Bearer', authorized('Bearer')],
  ['a key in quotes', 'GET /v1/instances', NO_KEY, 'Bearer', authorized('Bearer "{apiKey}"')],
  ['a key with parameters', 'GET /v1/subscriptions', NO_KEY, 'Bearer', authorized('Bearer token={apiKey}')],
  ['a key after a colon', 'GET /v1/audit-log', NO_KEY, 'Bearer', authorized('Bearer: {apiKey}')],
  ['two schemes', 'GET /v1/audit-log', NO_KEY, 'Bearer', authorized('Bearer {apiKey}, Basic abc')],
  [
    'two different keys',
    'GET /v1/customers',
    NO_KEY,
    'as X-Api-Key or as a Bearer',
    { headers: { Authorization: 'Bearer {theirKey}' }, instead: { headers: { Authorization: 'Bearer {apiKey}' } } },
  ],
  [
    'an empty key beside a valid one',
    'GET /v1/customers',
    NO_KEY,
    'as X-Api-Key or as a Bearer',
    { key: 'none', headers: { 'X-Api-Key': '', Authorization: 'Bearer {apiKey}' } },
  ],
  ['a bound key for an admin operation', 'GET /v1/customers', '403 admin_required', 'role admin', { key: 'bound' }],
  ['a bound key for a change', `PATCH ${CUSTOMER}`, '403 admin_required', 'role admin', { key: 'bound', body: {} }],
  ['a key without the scope', 'POST /v1/rules', '403 insufficient_scope', 'rules:write', { key: 'reader', body: {} }],
  ['a key of a suspended tenant', 'GET /v1/customers', '403 tenant_suspended', 'suspended', { key: 'suspended' }],
  ['If-Match without quotes', `PATCH ${CUSTOMER}`, CHANGED, 'quotes', ifMatch('1')],
  ['a weak ETag', `PATCH ${CUSTOMER}`, CHANGED, 'ETag', ifMatch('W/"1"')],
  ['an empty If-Match', `PATCH ${CUSTOMER}`, CHANGED, 'ETag', ifMatch('')],
  ['an old ETag', `DELETE ${CUSTOMER}`, CHANGED, 'changed', { headers: { 'If-Match': '"0"' } }],
  [
    'an ETag of 40 digits',
    `DELETE ${CUSTOMER}`,
    CHANGED,
    'changed',
    { headers: { 'If-Match': `"${'9'.repeat(40)}"` } },
  ],
  ['an ETag for a new customer', 'PUT /v1/customers/external/new', CHANGED, 'does not exist', ifMatch('"1"')],
  ['an empty idempotency key', 'POST /v1/customers', BAD_ID, 'visible ASCII', idempotent('')],
  [
    'an idempotency key with a space',
    'POST /v1/instances',
    BAD_ID,
    'visible ASCII',
    { ...idempotent('a b'), instead: { headers: {}, body: { customer_id: '{customer}' } } },
  ],
  ['an idempotency key with an umlaut', 'POST /v1/customers', BAD_ID, 'visible ASCII', idempotent('ä')],
  ['an idempotency key of 256 characters', 'POST /v1/customers', BAD_ID, '255', idempotent('x'.repeat(256))],
  ['an idempotency key with one quote', `PATCH ${CUSTOMER}`, BAD_ID, 'double quotes', idempotent('"a')],
  ['two idempotency keys', `DELETE ${CUSTOMER}`, BAD_ID, '1 to 255', { headers: { 'Idempotency-Key': 'a, b' } }],
  [
    'the idempotency key of another request',
    'POST /v1/customers',
    '422 idempotency_key_reused',
    'different path, query or body',
    async ({ tenant }) => {
      const again = { 'Idempotency-Key': crypto.randomUUID() }
      await tenant.post('/v1/customers', {}, { headers: again })
      return { headers: again, body: { company_name: 'Another' } }
    },
  ],
  [
    'no content type',
    'POST /v1/customers',
    BAD_TYPE,
    'application/json',
    { body: bytes('{}'), instead: { headers: JSON_TYPE } },
  ],
  [
    'a text',
    'POST /v1/customers/batch',
    BAD_TYPE,
    'application/json',
    { body: '{}', headers: { 'Content-Type': 'text/plain' } },
  ],
  ['a form', 'POST /v1/customers', BAD_TYPE, 'application/json', typed('application/x-www-form-urlencoded')],
  ['a merge patch', `PATCH ${CUSTOMER}`, BAD_TYPE, 'application/json', typed('application/merge-patch+json')],
  ['another charset', 'POST /v1/customers', BAD_TYPE, 'UTF-8', typed('application/json; charset=latin1')],
  ['two content types', 'POST /v1/customers', BAD_TYPE, 'application/json', typed('application/json, text/plain')],
  ['an empty content type', 'POST /v1/customers', BAD_TYPE, 'application/json', typed('')],
  [
    'a compressed body',
    'POST /v1/customers',
    BAD_TYPE,
    'uncompressed',
    { body: new Uint8Array([0x1f, 0x8b, 8, 0]), headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' } },
  ],
  [
    'an unknown encoding',
    'POST /v1/rules',
    BAD_TYPE,
    'uncompressed',
    { body: '{}', headers: { 'Content-Encoding': 'aws-chunked' } },
  ],
  [
    'a Content-Length over the limit',
    'POST /v1/customers',
    '413 body_too_large',
    '64 KiB',
    { body: '{}', headers: { 'Content-Length': '65537' } },
  ],
  [
    'another format to accept',
    'GET /v1/customers?page=x',
    'query.page int_parsing',
    'decimal digits',
    { headers: { Accept: 'application/xml' } },
  ],
]
