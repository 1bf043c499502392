import { describe, expect, test } from 'vitest'
import { absentId, newTenant, type Tenant, validationErrors } from './harness.ts'

const FIELDS = ['company_name', 'email', 'industry', 'country_code', 'currency', 'locale', 'timezone']
const FREE_TEXT: [string, number][] = [
  ['company_name', 200],
  ['industry', 100],
]
const EMOJI = '😀'

/** The stored value of a field of a new customer. */
async function stored(tenant: Tenant, field: string, value: unknown) {
  const { id } = await tenant.customer({ [field]: value })
  return (await tenant.get(`/v1/customers/${id}`)).body[field]
}

describe.each(FREE_TEXT)('%s', (field, maxLength) => {
  test.each([
    ['  Steve the Plumber  ', 'Steve the Plumber'],
    ['\t\r\nSteve\n', 'Steve'],
    ['\u00a0\u2003Steve\u3000', 'Steve'],
    ['two  spaces', 'two  spaces'],
    ['O’Brien & Søn, 日本 👩‍👩‍👧 <b>"\\\'; drop', 'O’Brien & Søn, 日本 👩‍👩‍👧 <b>"\\\'; drop'],
    ['%_$1 {} null', '%_$1 {} null'],
    ['null', 'null'],
  ])('%j is stored trimmed', async (sent, expected) => {
    expect(await stored(await newTenant(), field, sent)).toBe(expected)
  })

  test('the length limit counts code points after trimming', async () => {
    const tenant = await newTenant()
    for (const character of ['x', 'é', '日', EMOJI]) {
      const full = character.repeat(maxLength)
      expect(await stored(tenant, field, `  ${full}  `)).toBe(full)
      const over = await tenant.post('/v1/customers', { [field]: full + character })
      expect(validationErrors(over)).toEqual([`body.${field} string_too_long`])
    }
    // The message also gives the limit in code points, not in UTF-16 units.
    const over = await tenant.post('/v1/customers', { [field]: EMOJI.repeat(maxLength) + EMOJI })
    expect(over.body.detail[0].msg).toBe(`String should have at most ${maxLength} characters`)
  })

  test.each(['a\u0000b', 'a\u0007b', 'a\tb', 'a\nb', 'a\u001bb', 'a\u007fb', 'a\u0080b', 'a\u0085b', 'a\u009fb'])(
    'a control character is rejected: %j',
    async (value) => {
      const tenant = await newTenant()
      expect(validationErrors(await tenant.post('/v1/customers', { [field]: value }))).toEqual([
        `body.${field} value_error`,
      ])
    },
  )

  test('control characters other than white space are also rejected at the start and end', async () => {
    const tenant = await newTenant()
    for (const value of ['\u0000', '\u0000Steve', 'Steve\u0000', ' \u0001 ', '\u0085Steve', 'Steve\u009f']) {
      expect(validationErrors(await tenant.post('/v1/customers', { [field]: value }))).toEqual([
        `body.${field} value_error`,
      ])
    }
  })
})

describe.each(FIELDS)('the optional field %s', (field) => {
  test('null and blank are stored as null', async () => {
    const tenant = await newTenant()
    for (const value of [null, '', ' ', ' \t\r\n ', '\u00a0\u3000']) {
      expect(await stored(tenant, field, value)).toBeNull()
    }
  })

  test('a control character is one validation error', async () => {
    const tenant = await newTenant()
    for (const value of ['\u0000', 'a\u0000', 'U\u0085']) {
      expect(validationErrors(await tenant.post('/v1/customers', { [field]: value }))).toEqual([
        `body.${field} value_error`,
      ])
    }
  })

  test.each(['"\\ud800"', '"\\udc00"', '"\\ude00\\ud83d"', '"\\ud83d\\ud83d\\ude00"', '" \\udfff"'])(
    'a lone surrogate is one validation error: %s',
    async (json) => {
      const tenant = await newTenant()
      const response = await tenant.post('/v1/customers', `{${JSON.stringify(field)}:${json}}`)
      expect(validationErrors(response)).toEqual([`body.${field} string_unicode`])
    },
  )

  test('a value that is not text is one validation error', async () => {
    const tenant = await newTenant()
    for (const value of [5, 0, true, false, {}, [], ['text']]) {
      expect(validationErrors(await tenant.post('/v1/customers', { [field]: value }))).toEqual([
        `body.${field} string_type`,
      ])
    }
  })

  test('text that fills the body is one validation error, for its length', async () => {
    const tenant = await newTenant()
    const response = await tenant.post('/v1/customers', { [field]: 'x'.repeat(60_000) })
    expect(validationErrors(response)).toEqual([`body.${field} string_too_long`])
  })
})

test('two surrogate escapes are one character', async () => {
  const tenant = await newTenant()
  const response = await tenant.post('/v1/customers', '{"company_name":"\\ud83d\\ude00"}')
  expect(response.body.company_name).toBe(EMOJI)
})

test('all invalid fields are returned and nothing is written', async () => {
  const tenant = await newTenant()
  const invalid = Object.fromEntries(FIELDS.map((field) => [field, '\u0000']))
  const response = await tenant.post('/v1/customers', { ...invalid, colour: 'red' })
  expect(validationErrors(response)).toEqual(
    [...FIELDS.map((field) => `body.${field} value_error`), 'body.colour extra_forbidden'].sort(),
  )
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
})

describe('a clone', () => {
  const clone = (tenant: Tenant, id: string, fields: object) =>
    tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'Pete', ...fields })

  test.each([
    ['', 'string_too_short'],
    [' \t\n\u00a0 ', 'string_too_short'],
    ['a\u0000', 'value_error'],
    ['\ud800', 'string_unicode'],
    ['x'.repeat(201), 'string_too_long'],
    [null, 'string_type'],
    [5, 'string_type'],
    [undefined, 'missing'],
  ])('company_name %j is rejected: %s', async (company_name, type) => {
    const tenant = await newTenant()
    expect(validationErrors(await clone(tenant, absentId(), { company_name }))).toEqual([`body.company_name ${type}`])
  })

  test.each(['P', ` ${EMOJI.repeat(200)} `])('company_name %s is stored trimmed', async (company_name) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    expect((await clone(tenant, id, { company_name })).body.company_name).toBe(company_name.trim())
  })

  test.each([
    ['steve', 'value_error'],
    ['a\u0000@b.c', 'value_error'],
    ['\udc00', 'string_unicode'],
    [`a@b.${'c'.repeat(251)}`, 'string_too_long'],
    [5, 'string_type'],
  ])('email %j is rejected: %s', async (email, type) => {
    const tenant = await newTenant()
    expect(validationErrors(await clone(tenant, absentId(), { email }))).toEqual([`body.email ${type}`])
  })

  test.each([
    [' Pete@Plumbing.Example ', 'Pete@Plumbing.Example'],
    ['', null],
    ['  ', null],
    [null, null],
    [undefined, null],
  ])('email %j is stored as %j', async (email, expected) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ email: 'steve@plumbing.example' })
    expect((await clone(tenant, id, { email })).body.email).toBe(expected)
  })

  test.each([
    ['true', 'bool_parsing'],
    ['', 'bool_parsing'],
    ['no', 'bool_parsing'],
    [1, 'bool_parsing'],
    [0, 'bool_parsing'],
    [[], 'bool_type'],
    [{}, 'bool_type'],
  ])('clone_rules %j is not a valid boolean: %s', async (clone_rules, type) => {
    const tenant = await newTenant()
    expect(validationErrors(await clone(tenant, absentId(), { clone_rules }))).toEqual([`body.clone_rules ${type}`])
  })
})
