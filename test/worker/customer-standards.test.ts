import { describe, expect, test } from 'vitest'
import { newTenant, type Tenant, validationErrors } from './harness.ts'

const words = (text: string) => text.trim().split(/\s+/)

/** The stored value of a field of a new customer. */
async function stored(field: string, value: string) {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ [field]: value })
  return (await tenant.get(`/v1/customers/${id}`)).body[field]
}

async function errorsFor(field: string, value: string) {
  const tenant = await newTenant()
  return validationErrors(await tenant.post('/v1/customers', { [field]: value }))
}

/** The values that the field rejects. An unknown field makes every request fail before it reaches the database. */
async function rejectedValues(tenant: Tenant, field: string, values: string[]) {
  const rejected: string[] = []
  for (const value of values) {
    const found = validationErrors(await tenant.post('/v1/customers', { [field]: value, and: 'an unknown field' }))
    if (found.includes(`body.${field} value_error`)) rejected.push(value)
  }
  return rejected
}

describe('email', () => {
  const long = (length: number) => `${'a'.repeat(length - 72)}@${'b'.repeat(63)}.example`

  test.each([
    ...words(`
      steve@plumbing.example a@b.c Steve.O@Plumbing.EXAMPLE o'brien+tag@sub.domain.example 1@1.1
      .dots..anywhere.@x.example a@xn--bcher-kva.example a@b--c.d-e.f
    `),
    ...["!#$%&'*+/=?^_`{|}~-.@x.yz", `a@${'b'.repeat(63)}.c`, long(254)],
  ])('%s is stored unchanged', async (address) => {
    expect(await stored('email', address)).toBe(address)
  })

  test('surrounding white space is trimmed', async () => {
    expect(await stored('email', ' \tSteve@plumbing.example\n')).toBe('Steve@plumbing.example')
    expect(await stored('email', `  ${long(254)}  `)).toBe(long(254))
  })

  test.each([
    ...words(`
      steve a@b @b.c a@ @ a@b.c. a@.b.c a@b..c a@-b.c a@b-.c a@b.-c a@b.c- a@b_c.d a@@b.c a@b@c.d a,b@c.d
      a@b.c,d@e.f <a@b.c> mailto:a@b.c a@[127.0.0.1] a(x)@b.c a\\b@c.d ü@b.c a@bücher.example a@b.\u212a
      a@b.c\u200b
    `),
    ...['a b@c.d', 'a@b c.d', 'Steve <a@b.c>', '"a b"@c.d', `a@${'b'.repeat(64)}.c`, `a@b.${'c'.repeat(64)}`],
  ])('%s is rejected', async (address) => {
    expect(await errorsFor('email', address)).toEqual(['body.email value_error'])
  })

  test('255 characters are too long', async () => {
    expect(long(255)).toHaveLength(255)
    expect(await errorsFor('email', long(255))).toEqual(['body.email string_too_long'])
  })
})

describe('country_code', () => {
  test.each([
    ['US', 'US'],
    ['us', 'US'],
    ['Gb', 'GB'],
    [' de ', 'DE'],
    ['ax', 'AX'],
    ['ss', 'SS'],
  ])('%s is stored as %s', async (sent, expected) => {
    expect(await stored('country_code', sent)).toBe(expected)
  })

  test.each(words('ZZ EU DD XK UK SU YU CS AN TP AA U U1 1 -- ıt ß \u212ae ＵＳ 🇺🇸'))(
    '%s is rejected',
    async (code) => {
      expect(await errorsFor('country_code', code)).toEqual(['body.country_code value_error'])
    },
  )

  test('three letters are too long', async () => {
    expect(await errorsFor('country_code', 'USA')).toEqual(['body.country_code string_too_long'])
  })

  test('249 of all letter pairs are accepted', async () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    const pairs = letters.flatMap((first) => letters.map((second) => first + second))
    expect(pairs.length - (await rejectedValues(await newTenant(), 'country_code', pairs)).length).toBe(249)
  })
})

describe('currency', () => {
  test.each([
    ['USD', 'USD'],
    ['usd', 'USD'],
    ['Eur', 'EUR'],
    [' jpy ', 'JPY'],
    ['xcg', 'XCG'],
    ['ZWG', 'ZWG'],
    ['VED', 'VED'],
    ['CHE', 'CHE'],
    ['KWD', 'KWD'],
  ])('%s is stored as %s', async (sent, expected) => {
    expect(await stored('currency', sent)).toBe(expected)
  })

  test.each(words('DEM FRF HRK ZWL VEF SLL CUC BTC ZZZ US 840 $ € uſd \u212arw ＵＳＤ'))(
    '%s is rejected',
    async (code) => {
      expect(await errorsFor('currency', code)).toEqual(['body.currency value_error'])
    },
  )

  test('four letters are too long', async () => {
    expect(await errorsFor('currency', 'USDT')).toEqual(['body.currency string_too_long'])
  })
})

describe('locale', () => {
  test.each([
    ['en', 'en'],
    ['EN-us', 'en-US'],
    ['zh-hans-cn', 'zh-Hans-CN'],
    ['es-419', 'es-419'],
    ['iw', 'he'],
    ['de-de-u-co-phonebk', 'de-DE-u-co-phonebk'],
    ['sl-rozaj-biske', 'sl-biske-rozaj'],
    ['en-x-custom', 'en-x-custom'],
    [' fr-ca ', 'fr-CA'],
  ])('%s is stored as %s', async (sent, expected) => {
    expect(await stored('locale', sent)).toBe(expected)
  })

  test.each([
    ...words('en_US e - en- -en en--us * 123 en-US.UTF-8 languages9 en-a en,de en-u-co-a-u-co ſv'),
    ...['english language'],
  ])('%s is rejected', async (tag) => {
    expect(await errorsFor('locale', tag)).toEqual(['body.locale value_error'])
  })
})

describe('timezone', () => {
  test.each(
    words(`
      UTC America/New_York America/Argentina/ComodRivadavia Africa/Porto-Novo Antarctica/DumontDUrville
      Asia/Calcutta Asia/Kolkata Europe/Kiev Europe/Kyiv America/Ciudad_Juarez America/Coyhaique Etc/GMT+5
      Etc/GMT-14 Etc/GMT0 GMT GMT+0 Etc/UTC Zulu EST EST5EDT GB-Eire W-SU PRC
    `),
  )('%s is stored unchanged', async (zone) => {
    expect(await stored('timezone', zone)).toBe(zone)
  })

  test.each([
    ['utc', 'UTC'],
    ['america/new_york', 'America/New_York'],
    ['EUROPE/KYIV', 'Europe/Kyiv'],
    ['asia/calcutta', 'Asia/Calcutta'],
    ['etc/gmt+5', 'Etc/GMT+5'],
    ['antarctica/mcmurdo', 'Antarctica/McMurdo'],
    ['america/port_of_spain', 'America/Port_of_Spain'],
    ['  Europe/Berlin ', 'Europe/Berlin'],
  ])('%s is stored as %s, the spelling of the time zone database', async (sent, expected) => {
    expect(await stored('timezone', sent)).toBe(expected)
  })

  test.each([
    ...words(`
      +05:30 -08:00 +0530 +05 UTC+1 GMT+5 UTC+00:00 Z Etc/GMT+13 Etc/GMT+05 Etc/GMT-15 Europe Europe/ /UTC
      Europe/Nowhere Mars/Olympus posix/UTC right/UTC localtime posixrules Etc/Unknown PST CEST
      Asia/Bang\u212aok Aſia/Tokyo toString __proto__ constructor
    `),
    ...['America/New York'],
  ])('%s is rejected', async (zone) => {
    expect(await errorsFor('timezone', zone)).toEqual(['body.timezone value_error'])
  })

  test('every time zone of the runtime is accepted', async () => {
    const zones = Intl.supportedValuesOf('timeZone')
    expect(zones.length).toBeGreaterThan(400)
    expect(await rejectedValues(await newTenant(), 'timezone', zones)).toEqual([])
  })
})
