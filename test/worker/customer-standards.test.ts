import { describe, expect, test } from 'vitest'
import { faults, newTenant, type Tenant } from './harness.ts'

const words = (text: string) => text.trim().split(/\s+/)

/** What a customer that is made with this field reads in it. */
async function stored(field: string, value: string) {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ [field]: value })
  return (await tenant.get(`/v1/customers/${id}`)).body[field]
}

async function refusal(field: string, value: string) {
  const tenant = await newTenant()
  return faults(await tenant.post('/v1/customers', { [field]: value }))
}

/** Those of the values that the field refuses. Another fault in each request keeps the database out of it. */
async function refusedOf(tenant: Tenant, field: string, values: string[]) {
  const refused: string[] = []
  for (const value of values) {
    const found = faults(await tenant.post('/v1/customers', { [field]: value, and: 'a fault' }))
    if (found.includes(`body.${field} value_error`)) refused.push(value)
  }
  return refused
}

describe('email', () => {
  const long = (length: number) => `${'a'.repeat(length - 72)}@${'b'.repeat(63)}.example`

  test.each([
    ...words(`
      steve@plumbing.example a@b.c Steve.O@Plumbing.EXAMPLE o'brien+tag@sub.domain.example 1@1.1
      .dots..anywhere.@x.example a@xn--bcher-kva.example a@b--c.d-e.f
    `),
    ...["!#$%&'*+/=?^_`{|}~-.@x.yz", `a@${'b'.repeat(63)}.c`, long(254)],
  ])('%s is taken and kept as written', async (address) => {
    expect(await stored('email', address)).toBe(address)
  })

  test('white space around it is no part of it', async () => {
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
  ])('%s is refused', async (address) => {
    expect(await refusal('email', address)).toEqual(['body.email value_error'])
  })

  test('255 characters are too long', async () => {
    expect(long(255)).toHaveLength(255)
    expect(await refusal('email', long(255))).toEqual(['body.email string_too_long'])
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
  ])('%s is stored as %s', async (sent, kept) => {
    expect(await stored('country_code', sent)).toBe(kept)
  })

  test.each(words('ZZ EU DD XK UK SU YU CS AN TP AA U U1 1 -- ıt ß \u212ae ＵＳ 🇺🇸'))('%s is refused', async (code) => {
    expect(await refusal('country_code', code)).toEqual(['body.country_code value_error'])
  })

  test('three letters are too long', async () => {
    expect(await refusal('country_code', 'USA')).toEqual(['body.country_code string_too_long'])
  })

  test('249 of all pairs of letters are assigned', async () => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    const pairs = letters.flatMap((first) => letters.map((second) => first + second))
    expect(pairs.length - (await refusedOf(await newTenant(), 'country_code', pairs)).length).toBe(249)
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
  ])('%s is stored as %s', async (sent, kept) => {
    expect(await stored('currency', sent)).toBe(kept)
  })

  test.each(words('DEM FRF HRK ZWL VEF SLL CUC BTC ZZZ US 840 $ € uſd \u212arw ＵＳＤ'))(
    '%s is refused',
    async (code) => {
      expect(await refusal('currency', code)).toEqual(['body.currency value_error'])
    },
  )

  test('four letters are too long', async () => {
    expect(await refusal('currency', 'USDT')).toEqual(['body.currency string_too_long'])
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
  ])('%s is stored as %s', async (sent, kept) => {
    expect(await stored('locale', sent)).toBe(kept)
  })

  test.each([
    ...words('en_US e - en- -en en--us * 123 en-US.UTF-8 languages9 en-a en,de en-u-co-a-u-co ſv'),
    ...['english language'],
  ])('%s is refused', async (tag) => {
    expect(await refusal('locale', tag)).toEqual(['body.locale value_error'])
  })
})

describe('timezone', () => {
  test.each(
    words(`
      UTC America/New_York America/Argentina/ComodRivadavia Africa/Porto-Novo Antarctica/DumontDUrville
      Asia/Calcutta Asia/Kolkata Europe/Kiev Europe/Kyiv America/Ciudad_Juarez America/Coyhaique Etc/GMT+5
      Etc/GMT-14 Etc/GMT0 GMT GMT+0 Etc/UTC Zulu EST EST5EDT GB-Eire W-SU PRC
    `),
  )('%s is stored as it is', async (zone) => {
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
  ])('%s is stored as %s, as the database of zones spells it', async (sent, kept) => {
    expect(await stored('timezone', sent)).toBe(kept)
  })

  test.each([
    ...words(`
      +05:30 -08:00 +0530 +05 UTC+1 GMT+5 UTC+00:00 Z Etc/GMT+13 Etc/GMT+05 Etc/GMT-15 Europe Europe/ /UTC
      Europe/Nowhere Mars/Olympus posix/UTC right/UTC localtime posixrules Etc/Unknown PST CEST
      Asia/Bang\u212aok Aſia/Tokyo toString __proto__ constructor
    `),
    ...['America/New York'],
  ])('%s is refused', async (zone) => {
    expect(await refusal('timezone', zone)).toEqual(['body.timezone value_error'])
  })

  test('every zone that the runtime knows is taken', async () => {
    const zones = Intl.supportedValuesOf('timeZone')
    expect(zones.length).toBeGreaterThan(400)
    expect(await refusedOf(await newTenant(), 'timezone', zones)).toEqual([])
  })
})
