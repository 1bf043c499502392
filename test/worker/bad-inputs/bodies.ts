import type { Theme } from './bad-input.ts'

const CREATE = 'POST /v1/customers'
const UPDATE = 'PATCH /v1/customers/{customer}'
const NOT_JSON = 'body json_invalid'
const NO_OBJECT = 'body model_attributes_type'
const headers = { 'Content-Type': 'application/json' }
const utf8 = (text: string) => new TextEncoder().encode(text)
const bytes = (...values: number[]) => ({ body: new Uint8Array(values), headers })
const instead = { body: {} }

/** Bodies that the operation cannot read, whatever their fields. */
export const bodies: Theme = [
  ['no body', CREATE, 'body missing', 'required', { instead }],
  ['no body of a rotation', 'POST /v1/api-keys/{key}/rotate', 'body missing', 'required'],
  ['an empty body', UPDATE, 'body missing', 'required', { body: '', instead }],
  ['null', 'POST /v1/rules', 'body missing', 'required', { body: 'null' }],
  ['a text that is not JSON', CREATE, NOT_JSON, 'valid JSON', { body: 'email=a', instead }],
  ['a truncated object', CREATE, NOT_JSON, 'valid JSON', { body: '{"email":"a@b.exam' }],
  ['single quotes', UPDATE, NOT_JSON, 'valid JSON', { body: "{'locale':null}" }],
  ['a trailing comma', UPDATE, NOT_JSON, 'valid JSON', { body: '{"locale":null,}' }],
  ['a comment', 'PATCH /v1/rules/{rule}', NOT_JSON, 'valid JSON', { body: '{}//' }],
  ['two objects', 'PATCH /v1/instances/{instance}', NOT_JSON, 'valid JSON', { body: '{}{}' }],
  ['NaN', 'PATCH /v1/rules/{rule}', NOT_JSON, 'valid JSON', { body: '{"priority":NaN}' }],
  ['Infinity', 'PATCH /v1/rules/{rule}', NOT_JSON, 'valid JSON', { body: '{"priority":Infinity}' }],
  ['a raw line break in a string', UPDATE, NOT_JSON, 'valid JSON', { body: '{"locale":"a\nb"}' }],
  ['a NUL after the object', CREATE, NOT_JSON, 'valid JSON', { body: '{}\0' }],
  [
    'two byte order marks',
    CREATE,
    NOT_JSON,
    'UTF-8',
    { ...bytes(...utf8('\ufeff\ufeff{}')), instead: bytes(...utf8('\ufeff{}')) },
  ],
  ['UTF-16', CREATE, NOT_JSON, 'UTF-8', bytes(0xff, 0xfe, 0x7b, 0, 0x7d, 0)],
  ['a byte that is not UTF-8', CREATE, NOT_JSON, 'UTF-8', bytes(...utf8('{"locale":"'), 0xff, ...utf8('"}'))],
  ['a surrogate in UTF-8', UPDATE, NOT_JSON, 'UTF-8', bytes(...utf8('{"locale":"'), 0xed, 0xa0, 0x80, ...utf8('"}'))],
  ['a compressed body that is not declared', CREATE, NOT_JSON, 'UTF-8', bytes(0x1f, 0x8b, 8, 0, 0, 0)],
  ['a list', CREATE, NO_OBJECT, 'object', { body: [{}], instead }],
  ['a number', 'POST /v1/instances', NO_OBJECT, 'object', { body: '7' }],
  ['a string', 'POST /v1/api-keys', NO_OBJECT, 'object', { body: '"{}"' }],
  ['a boolean', 'PUT /v1/customers/external/a', NO_OBJECT, 'object', { body: 'true' }],
  ['30,000 nested lists', CREATE, NO_OBJECT, 'object', { body: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }],
  [
    'a field twice',
    CREATE,
    NOT_JSON,
    'same key twice',
    { body: '{"locale":"en","locale":"de"}', instead: { body: '{"locale":"de"}' } },
  ],
  ['a field twice, once escaped', UPDATE, NOT_JSON, 'same key twice', { body: '{"locale":"en","l\\u006fcale":"de"}' }],
  [
    'a key twice, deep in a rule',
    'PATCH /v1/rules/{rule}',
    NOT_JSON,
    'same key twice',
    {
      body: '{"actions":[{"type":"notify","to":[{"a":1,"b":2,"a":3}]}]}',
      instead: { body: '{"actions":[{"type":"notify","to":[{"a":1,"b":"\\":\\"a\\":"},{"a":2}]}]}' },
    },
  ],
  ['an unknown field', CREATE, 'body.nickname extra_forbidden', 'not permitted', { body: { nickname: 'a' } }],
  [
    'a field in camel case',
    CREATE,
    'body.companyName extra_forbidden',
    'not permitted',
    { body: { companyName: 'a' } },
  ],
  [
    'a field that neither requests nor responses have',
    UPDATE,
    'body.version extra_forbidden',
    'not permitted',
    { body: { version: 1 } },
  ],
  [
    'the tenant',
    'POST /v1/instances',
    'body.tenant_id extra_forbidden',
    'not permitted',
    { body: { customer_id: '{customer}', tenant_id: '{absent}' } },
  ],
  [
    'the customer of a rule',
    'PATCH /v1/rules/{rule}',
    'body.customer_id extra_forbidden',
    'not permitted',
    { body: { customer_id: null } },
  ],
  [
    'the field __proto__',
    CREATE,
    'body.__proto__ extra_forbidden',
    'not permitted',
    { body: '{"__proto__":{"email":"a"}}' },
  ],
  ['a field with a lone surrogate', CREATE, 'body.\ufffd extra_forbidden', 'not permitted', { body: '{"\\ud800":1}' }],
  [
    'a body over 64 KiB',
    CREATE,
    '413 body_too_large',
    '64 KiB',
    { body: `{}${' '.repeat(65_535)}`, instead: { body: `{}${' '.repeat(65_534)}` } },
  ],
  [
    'a body over 64 KiB with an idempotency key',
    UPDATE,
    '413 body_too_large',
    '64 KiB',
    { body: `{}${' '.repeat(65_535)}`, headers: { 'Idempotency-Key': 'a' } },
  ],
  [
    'an error in each part',
    'POST /v1/customers/steve/clone?x=1',
    ['body.company_name missing', 'path.customer_id uuid_parsing', 'query.x extra_forbidden'],
    'required',
    { body: {} },
  ],
]
