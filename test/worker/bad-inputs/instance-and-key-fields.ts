import type { Theme } from './bad-input.ts'

const INSTANCE = 'POST /v1/instances'
const UPDATE_INSTANCE = 'PATCH /v1/instances/{instance}'
const KEY = 'POST /v1/api-keys'
const ROTATE = 'POST /v1/api-keys/{key}/rotate'
const instance = (fields: object) => ({ body: { customer_id: '{customer}', ...fields } })

/** Fields of instances and API keys. */
export const instanceAndKeyFields: Theme = [
  [
    'an instance without a customer',
    INSTANCE,
    'body.customer_id missing',
    'required',
    { body: {}, instead: instance({}) },
  ],
  ['null as the customer', INSTANCE, 'body.customer_id string_type', 'valid string', instance({ customer_id: null })],
  [
    'a status to start in',
    INSTANCE,
    'body.status literal_error',
    "'provisioning', 'running'",
    instance({ status: 'stopped' }),
  ],
  ['an unknown status', UPDATE_INSTANCE, 'body.status literal_error', "'terminated'", { body: { status: 'paused' } }],
  [
    'a URL as a host name',
    INSTANCE,
    'body.hostname value_error',
    'such as agent-7',
    instance({ hostname: 'https://a.example/' }),
  ],
  [
    'a host name with an underscore',
    UPDATE_INSTANCE,
    'body.hostname value_error',
    'RFC 1123',
    { body: { hostname: 'agent_7' } },
  ],
  [
    'an address with a netmask',
    INSTANCE,
    'body.ip_address ip_any_address',
    'netmask',
    instance({ ip_address: '10.0.0.0/8' }),
  ],
  [
    'an address out of range',
    UPDATE_INSTANCE,
    'body.ip_address ip_any_address',
    '203.0.113.7',
    { body: { ip_address: '1.2.3.256' } },
  ],
  ['a region as an object', UPDATE_INSTANCE, 'body.region_id string_type', 'valid string', { body: { region_id: {} } }],

  [
    'an unknown scope',
    KEY,
    'body.scopes.1 literal_error',
    "'customers:write'",
    { body: { scopes: ['customers:read', 'customer:write'] } },
  ],
  ['scopes as a text', KEY, 'body.scopes list_type', 'list', { body: { scopes: 'customers:read customers:write' } }],
  ['no scopes', KEY, 'body.scopes too_short', 'at least 1', { body: { scopes: [] } }],
  ['an unknown role', KEY, 'body.role literal_error', "'admin', 'customer'", { body: { role: 'owner' } }],
  ['a bound key without a customer', KEY, 'body.customer_id missing', 'required', { body: { role: 'customer' } }],
  [
    'an admin key with a customer',
    KEY,
    'body.customer_id value_error',
    'role is customer',
    { body: { customer_id: '{customer}' } },
  ],
  [
    'an expiry in the past',
    KEY,
    'body.expires_at datetime_future',
    'future',
    { body: { expires_at: '2020-01-01T00:00:00Z' } },
  ],
  ['an expiry in seconds', KEY, 'body.expires_at string_type', 'valid string', { body: { expires_at: 3600 } }],
  [
    'a key with a name of spaces in two directions',
    KEY,
    'body.name value_error',
    'bidirectional',
    { body: { name: 'a\u2066 ' } },
  ],
  ['a rate limit', KEY, 'body.rate_limit extra_forbidden', 'not permitted', { body: { rate_limit: 'highest' } }],
  [
    'a grace period as a text',
    ROTATE,
    'body.grace_seconds int_type',
    'valid integer',
    { body: { grace_seconds: '60' } },
  ],
  [
    'a grace period of 31 days',
    ROTATE,
    'body.grace_seconds less_than_equal',
    '2592000',
    { body: { grace_seconds: 2_678_400 } },
  ],
  [
    'a fractional grace period',
    ROTATE,
    'body.grace_seconds int_type',
    'valid integer',
    { body: { grace_seconds: 0.5 } },
  ],
]
