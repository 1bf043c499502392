import { describe, expect, test } from 'vitest'
import { absentId, newTenant, type Tenant, validationErrors } from './harness.ts'

const TEXTS: [string, number][] = [
  ['agent_name', 200],
  ...['preset_id', 'product_tier_name', 'provider', 'region_id', 'runtime_type', 'workload_type'].map(
    (name): [string, number] => [name, 100],
  ),
]
const FIELDS = [...TEXTS.map(([name]) => name), 'hostname', 'ip_address']

/** Registers an instance with the fields, and updates another with them: both validate alike. */
async function registerAndUpdate(fields: object) {
  const tenant = await newTenant()
  const customer_id = (await tenant.customer()).id
  const { body } = await tenant.post('/v1/instances', { customer_id })
  return [
    await tenant.post('/v1/instances', { customer_id, ...fields }),
    await tenant.patch(`/v1/instances/${body.id}`, fields),
  ]
}

async function expectAccepted(field: string, sent: unknown, expected: unknown) {
  const [registered, patched] = await registerAndUpdate({ [field]: sent })
  expect([registered?.status, patched?.status]).toEqual([201, 200])
  expect([registered?.body[field], patched?.body[field]]).toEqual([expected, expected])
}

async function expectRejected(field: string, sent: unknown, type: string) {
  for (const response of await registerAndUpdate({ [field]: sent }))
    expect(validationErrors(response)).toEqual([`body.${field} ${type}`])
}

describe.each(TEXTS)('%s', (field, longest) => {
  test('is trimmed, limited in code points, and free of control characters', async () => {
    await expectAccepted(field, `  ${'😀'.repeat(longest)} `, '😀'.repeat(longest))
    await expectRejected(field, 'x'.repeat(longest + 1), 'string_too_long')
    await expectRejected(field, 'a\u0007b', 'value_error')
    await expectRejected(field, 'a\nb', 'value_error')
    await expectRejected(field, '\ud800', 'string_unicode')
  })
})

test.each(FIELDS)('%s accepts null and blank text, both stored as null, and rejects other types', async (field) => {
  await expectAccepted(field, null, null)
  await expectAccepted(field, ' \t', null)
  for (const value of [5, true, {}, []]) await expectRejected(field, value, 'string_type')
})

describe('ip_address', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    [' 0.0.0.0 ', '0.0.0.0'],
    ['255.255.255.255', '255.255.255.255'],
    ['2001:DB8::1', '2001:db8::1'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    ['fe80::1', 'fe80::1'],
    ['::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['0000:0000:0000:0000:0000:FFFF:255.255.255.255', '::ffff:255.255.255.255'],
    ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107'],
  ])('%s is a valid address, returned as %s', async (sent, expected) => {
    await expectAccepted('ip_address', sent, expected)
  })

  test.each([
    ...['203.0.113.7/32', '203.0.113.0/24', '::1/128', '2001:db8::/32', 'fe80::1%eth0', 'fe80::1%25eth0', '[::1]'],
    ...['203.0.113', '203.0.113.7.1', '203.0.113.256', '203.0.113.-1', '203.0.113.', '.203.0.113.7', '203..113.7'],
    ...['010.0.0.1', '0x7f.0.0.1', '2130706433', '1.2.3.4:80', '1.2.3', '127.1', '１.2.3.4', 'localhost', 'x', '1'],
    ...[
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1::2::3',
      ':::',
      ':',
      '1:',
      ':1',
      '12345::',
      'g::',
      '::1.2.3',
      '::1.2.3.256',
    ],
    ...['::01.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '1.2.3.4::', '::1 ::2', '::1]@[::2'],
  ])('%s is not a valid address', async (sent) => {
    await expectRejected('ip_address', sent, 'ip_any_address')
  })

  test('rejects text that is too long or contains control characters', async () => {
    await expectRejected('ip_address', '1'.repeat(46), 'string_too_long')
    await expectRejected('ip_address', '::1\u0000', 'value_error')
  })
})

describe('hostname', () => {
  const label = 'a'.repeat(63)
  test.each([
    'a',
    '7',
    'agent-7.steve.example',
    'Agent-7.Steve.Example',
    'xn--bcher-kva.example',
    '1.2.3',
    '3com.example',
  ])('%s is a valid host name, stored as written', async (name) => {
    await expectAccepted('hostname', name, name)
  })

  test('allows at most 63 characters per label and 253 in total', async () => {
    const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`
    expect(longest.length).toBe(253)
    await expectAccepted('hostname', longest, longest)
    await expectRejected('hostname', `${longest}a`, 'string_too_long')
    await expectRejected('hostname', `${label}a.example`, 'value_error')
  })

  test.each([
    ...['-a', 'a-', 'a.-b', 'a..b', '.a', 'a.', 'a_b', 'a b', 'a/b', 'a:80', 'http://a', 'bücher.example', 'a.b\n.c'],
    ...['203.0.113.7', '::1', '*', '*.example', 'a@b'],
  ])('%j is not a valid host name', async (name) => {
    await expectRejected('hostname', name, 'value_error')
  })
})

describe('the request body', () => {
  test.each([
    [{}, ['body.customer_id missing']],
    [{ customer_id: null }, ['body.customer_id string_type']],
    [{ customer_id: 'steve' }, ['body.customer_id uuid_parsing']],
    [{ customer_id: 5 }, ['body.customer_id string_type']],
  ])('requires a valid customer_id to register an instance: %j', async (body, expected) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.post('/v1/instances', body))).toEqual(expected)
  })

  test.each(['stopped', 'failed', 'terminated', 'Running', '', 5, {}])(
    'rejects registering an instance with status %j',
    async (status) => {
      const tenant = await newTenant()
      const response = await tenant.post('/v1/instances', { customer_id: (await tenant.customer()).id, status })
      expect(validationErrors(response)).toEqual(['body.status literal_error'])
    },
  )

  test.each(['gone', 'Running', ' running', '', 5, []])('rejects a change to status %j', async (status) => {
    const tenant = await newTenant()
    const response = await tenant.patch(`/v1/instances/${absentId()}`, { status })
    expect(validationErrors(response)).toEqual(['body.status literal_error'])
  })

  test.each(['id', 'customer_id', 'tenant_id', 'created_at', 'updated_at', 'colour', '__proto__'])(
    'rejects the field %s in an update',
    async (name) => {
      const tenant = await newTenant()
      const response = await tenant.patch(`/v1/instances/${absentId()}`, `{${JSON.stringify(name)}:null}`)
      expect(validationErrors(response)).toEqual([`body.${name} extra_forbidden`])
    },
  )

  test('lists all validation errors at once, and nothing is written', async () => {
    const tenant: Tenant = await newTenant()
    const invalid = {
      customer_id: 'x',
      ip_address: '1.2.3',
      hostname: '-',
      status: 'gone',
      provider: '\u0000',
      colour: 1,
    }
    expect(validationErrors(await tenant.post('/v1/instances?verbose=1', invalid))).toEqual([
      'body.colour extra_forbidden',
      'body.customer_id uuid_parsing',
      'body.hostname value_error',
      'body.ip_address ip_any_address',
      'body.provider value_error',
      'body.status literal_error',
      'query.verbose extra_forbidden',
    ])
    expect(validationErrors(await tenant.patch('/v1/instances/x', { ip_address: '::/0' }))).toEqual([
      'body.ip_address ip_any_address',
      'path.instance_id uuid_parsing',
    ])
    expect((await tenant.get('/v1/instances')).body.total).toBe(0)
  })
})
