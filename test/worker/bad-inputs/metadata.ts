import type { Theme } from './bad-input.ts'

const CREATE = 'POST /v1/customers'
const UPDATE = 'PATCH /v1/customers/{customer}'
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${n}`, n]))

/** Metadata of customers, in bodies and filters. */
export const metadata: Theme = [
  ['metadata as a list', CREATE, 'body.metadata dict_type', 'object', { body: { metadata: ['gold'] } }],
  [
    'nested metadata',
    UPDATE,
    'body.metadata.plan value_error',
    'Input should be a string',
    { body: { metadata: { plan: { a: 1 } } } },
  ],
  [
    '51 metadata keys',
    CREATE,
    'body.metadata too_long',
    '50 keys',
    { body: { metadata: keys(51) }, instead: { body: { metadata: keys(50) } } },
  ],
  [
    '51 metadata keys in two requests',
    UPDATE,
    'body.metadata too_long',
    'including existing',
    async ({ tenant, fill }) => {
      await tenant.patch(fill('/v1/customers/{customer}'), { metadata: { ...keys(30) } })
      return { body: { metadata: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`other-${n}`, n])) } }
    },
  ],
  [
    'a metadata key of 41 characters',
    CREATE,
    `body.metadata.${'k'.repeat(41)} value_error`,
    '1 to 40',
    { body: { metadata: { ['k'.repeat(41)]: 1 } } },
  ],
  [
    'metadata of 501 characters',
    UPDATE,
    'body.metadata.plan string_too_long',
    '500',
    { body: { metadata: { plan: 'x'.repeat(501) } } },
  ],
  [
    'the metadata key __proto__',
    CREATE,
    'body.metadata.__proto__ value_error',
    '__proto__',
    { body: '{"metadata":{"__proto__":1}}' },
  ],
  [
    'metadata beyond a double',
    CREATE,
    'body.metadata.seats value_error',
    'fits in a double',
    { body: '{"metadata":{"seats":1e400}}' },
  ],
  [
    'metadata that a double would round',
    CREATE,
    'body.metadata.seats value_error',
    'as strings',
    { body: '{"metadata":{"seats":12345678901234567890}}' },
  ],
  [
    'metadata without a key',
    'GET /v1/customers?metadata=gold',
    'query.metadata dict_type',
    'name[key]=value',
    { instead: { request: 'GET /v1/customers?metadata[plan]=gold' } },
  ],
  [
    'metadata with two levels',
    'GET /v1/customers?metadata[a][b]=x',
    'query.metadata[a][b] extra_forbidden',
    'not permitted',
  ],
  [
    'metadata __proto__',
    'GET /v1/customers?metadata[__proto__]=x',
    'query.metadata.__proto__ value_error',
    '__proto__',
  ],
  ['metadata with an empty key', 'GET /v1/customers?metadata[]=x', 'query.metadata. value_error', '1 to 40'],
  [
    '51 metadata filters',
    `GET /v1/customers/export?${Array.from({ length: 51 }, (_, n) => `metadata[${n}]=x`).join('&')}`,
    'query.metadata too_long',
    '50 keys',
  ],
]
