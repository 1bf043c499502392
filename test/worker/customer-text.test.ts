import { describe, expect, test } from 'vitest'
import { absentId, faults, newTenant, type Tenant } from './harness.ts'

const FIELDS = ['company_name', 'email', 'industry', 'country_code', 'currency', 'locale', 'timezone']
const FREE_TEXT: [string, number][] = [
  ['company_name', 200],
  ['industry', 100],
]
const EMOJI = '😀'

/** What a customer that is made with this field reads in it. */
async function stored(tenant: Tenant, field: string, value: unknown) {
  const { id } = await tenant.customer({ [field]: value })
  return (await tenant.get(`/v1/customers/${id}`)).body[field]
}

describe.each(FREE_TEXT)('%s', (field, longest) => {
  test.each([
    ['  Steve the Plumber  ', 'Steve the Plumber'],
    ['\t\r\nSteve\n', 'Steve'],
    ['\u00a0\u2003Steve\u3000', 'Steve'],
    ['two  spaces', 'two  spaces'],
    ['O’Brien & Søn, 日本 👩‍👩‍👧 <b>"\\\'; drop', 'O’Brien & Søn, 日本 👩‍👩‍👧 <b>"\\\'; drop'],
    ['%_$1 {} null', '%_$1 {} null'],
    ['null', 'null'],
  ])('%j is kept, trimmed', async (sent, kept) => {
    expect(await stored(await newTenant(), field, sent)).toBe(kept)
  })

  test('lengths count code points, after trimming', async () => {
    const tenant = await newTenant()
    for (const character of ['x', 'é', '日', EMOJI]) {
      const full = character.repeat(longest)
      expect(await stored(tenant, field, `  ${full}  `)).toBe(full)
      const over = await tenant.post('/v1/customers', { [field]: full + character })
      expect(faults(over)).toEqual([`body.${field} string_too_long`])
    }
    // One code point too many, with half of its units to spare.
    const over = await tenant.post('/v1/customers', { [field]: EMOJI.repeat(longest) + EMOJI })
    expect(over.body.detail[0].msg).toBe(`String should have at most ${longest} characters`)
  })

  test.each(['a\u0000b', 'a\u0007b', 'a\tb', 'a\nb', 'a\u001bb', 'a\u007fb', 'a\u0080b', 'a\u0085b', 'a\u009fb'])(
    'a control character is refused: %j',
    async (value) => {
      const tenant = await newTenant()
      expect(faults(await tenant.post('/v1/customers', { [field]: value }))).toEqual([`body.${field} value_error`])
    },
  )

  test('control characters that are no white space are refused at the ends, too', async () => {
    const tenant = await newTenant()
    for (const value of ['\u0000', '\u0000Steve', 'Steve\u0000', ' \u0001 ', '\u0085Steve', 'Steve\u009f']) {
      expect(faults(await tenant.post('/v1/customers', { [field]: value }))).toEqual([`body.${field} value_error`])
    }
  })
})

describe.each(FIELDS)('the optional field %s', (field) => {
  test('null and blank mean none', async () => {
    const tenant = await newTenant()
    for (const value of [null, '', ' ', ' \t\r\n ', '\u00a0\u3000']) {
      expect(await stored(tenant, field, value)).toBeNull()
    }
  })

  test('a control character is one fault', async () => {
    const tenant = await newTenant()
    for (const value of ['\u0000', 'a\u0000', 'U\u0085']) {
      expect(faults(await tenant.post('/v1/customers', { [field]: value }))).toEqual([`body.${field} value_error`])
    }
  })

  test.each(['"\\ud800"', '"\\udc00"', '"\\ude00\\ud83d"', '"\\ud83d\\ud83d\\ude00"', '" \\udfff"'])(
    'a lone surrogate is one fault: %s',
    async (json) => {
      const tenant = await newTenant()
      const answer = await tenant.post('/v1/customers', `{${JSON.stringify(field)}:${json}}`)
      expect(faults(answer)).toEqual([`body.${field} string_unicode`])
    },
  )

  test('what is no text is one fault', async () => {
    const tenant = await newTenant()
    for (const value of [5, 0, true, false, {}, [], ['text']]) {
      expect(faults(await tenant.post('/v1/customers', { [field]: value }))).toEqual([`body.${field} string_type`])
    }
  })

  test('text of a whole body is one fault, and of its length', async () => {
    const tenant = await newTenant()
    const answer = await tenant.post('/v1/customers', { [field]: 'x'.repeat(60_000) })
    expect(faults(answer)).toEqual([`body.${field} string_too_long`])
  })
})

test('a pair of surrogate escapes is one character', async () => {
  const tenant = await newTenant()
  const answer = await tenant.post('/v1/customers', '{"company_name":"\\ud83d\\ude00"}')
  expect(answer.body.company_name).toBe(EMOJI)
})

test('fields that are not valid are all listed, and nothing is written', async () => {
  const tenant = await newTenant()
  const wrong = Object.fromEntries(FIELDS.map((field) => [field, '\u0000']))
  const answer = await tenant.post('/v1/customers', { ...wrong, colour: 'red' })
  expect(faults(answer)).toEqual(
    [...FIELDS.map((field) => `body.${field} value_error`), 'body.colour extra_forbidden'].sort(),
  )
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
})

describe('what a clone is told', () => {
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
  ])('company_name %j is refused: %s', async (company_name, type) => {
    const tenant = await newTenant()
    expect(faults(await clone(tenant, absentId(), { company_name }))).toEqual([`body.company_name ${type}`])
  })

  test.each(['P', ` ${EMOJI.repeat(200)} `])('company_name %s is taken, trimmed', async (company_name) => {
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
  ])('email %j is refused: %s', async (email, type) => {
    const tenant = await newTenant()
    expect(faults(await clone(tenant, absentId(), { email }))).toEqual([`body.email ${type}`])
  })

  test.each([
    [' Pete@Plumbing.Example ', 'Pete@Plumbing.Example'],
    ['', null],
    ['  ', null],
    [null, null],
    [undefined, null],
  ])('email %j is taken as %j', async (email, kept) => {
    const tenant = await newTenant()
    const { id } = await tenant.customer({ email: 'steve@plumbing.example' })
    expect((await clone(tenant, id, { email })).body.email).toBe(kept)
  })

  test.each([
    ['true', 'bool_parsing'],
    ['', 'bool_parsing'],
    ['no', 'bool_parsing'],
    [1, 'bool_parsing'],
    [0, 'bool_parsing'],
    [[], 'bool_type'],
    [{}, 'bool_type'],
  ])('clone_rules %j is neither true nor false: %s', async (clone_rules, type) => {
    const tenant = await newTenant()
    expect(faults(await clone(tenant, absentId(), { clone_rules }))).toEqual([`body.clone_rules ${type}`])
  })
})
