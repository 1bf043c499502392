import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newTenant } from './harness.ts'

// Any body that is valid, and what is to be read after it.

const plain = (longest: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 0, maxLength: 12 })
    .filter((text) => !/\p{Cc}/u.test(text.trim()) && [...text].length <= longest)
const oneOf = <T extends string>(...values: T[]) => fc.constantFrom(...values)
const sent = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const key = fc.oneof(
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter((text) => !/\p{Cc}/u.test(text) && text.trim() !== '' && [...text].length <= 40),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'a', 'b', 'c', '0', '-1'),
)
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/(?![\t\n\r])\p{Cc}/u.test(text)),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.constantFrom(0, 1e308, 5e-324, 1e21),
  fc.boolean(),
)
const metadata = fc
  .array(fc.tuple(key, sent(value)), { maxLength: 8 })
  .map((entries) => Object.fromEntries(entries) as Record<string, string | number | boolean | null>)

const body = fc.record(
  {
    company_name: sent(plain(200)),
    industry: sent(plain(100)),
    email: sent(
      fc.tuple(fc.integer({ min: 0, max: 9 }), oneOf('A@x.example', 'b@Y.example')).map(([n, rest]) => `${n}${rest}`),
    ),
    country_code: sent(oneOf('US', 'de', 'At', ' fr ')),
    currency: sent(oneOf('USD', 'eur', 'Chf')),
    locale: sent(oneOf('en-us', 'DE', 'sr-latn-rs')),
    timezone: sent(oneOf('europe/berlin', 'UTC', 'America/New_York')),
    external_id: sent(plain(255)),
    metadata: sent(metadata),
  },
  { requiredKeys: [] },
)

const SPELLED: Record<string, (text: string) => string> = {
  country_code: (text) => text.toUpperCase(),
  currency: (text) => text.toUpperCase(),
  locale: (text) => Intl.getCanonicalLocales(text)[0] as string,
  timezone: (text) => ({ 'europe/berlin': 'Europe/Berlin' })[text] ?? text,
}

/** What a customer is to say after a change, told apart from how the service does it. */
function changed(before: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const after: Record<string, unknown> = { ...before }
  for (const [name, given] of Object.entries(change)) {
    if (name === 'metadata') {
      const entries = new Map(given === null ? [] : Object.entries(before.metadata as object))
      for (const [key, value] of Object.entries(given ?? {})) {
        if (value === null) entries.delete(key)
        else entries.set(key, value)
      }
      after.metadata = Object.fromEntries(entries)
    } else {
      const text = typeof given === 'string' ? given.trim() : ''
      after[name] = text === '' ? null : (SPELLED[name]?.(text) ?? text)
    }
  }
  return after
}

/** As text that does not tell in which order the fields came. */
const sorted = (value: unknown) =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1))
      : inner,
  )

test('patch then get agrees for any valid body, and only what changes moves updated_at and the ETag', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), async (changes) => {
      const tenant = await newTenant()
      const { id } = await tenant.customer()
      let before = await tenant.get(`/v1/customers/${id}`)
      for (const change of changes) {
        const patched = await tenant.patch(`/v1/customers/${id}`, change)
        expect(patched.status, JSON.stringify(patched.body)).toBe(200)
        const after = await tenant.get(`/v1/customers/${id}`)
        expect(after.body).toEqual(patched.body)
        expect(after.headers.get('ETag')).toBe(patched.headers.get('ETag'))

        const { updated_at } = after.body
        const expected = { ...changed(before.body, change), updated_at }
        expect(sorted(after.body)).toBe(sorted(expected))
        const moved = sorted({ ...before.body, updated_at }) !== sorted(expected)
        expect(updated_at > before.body.updated_at).toBe(moved)
        expect(after.headers.get('ETag') !== before.headers.get('ETag')).toBe(moved)
        before = after
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('a put by external id, a create and a batch of any valid body make the same customer', async () => {
  await fc.assert(
    fc.asyncProperty(body, async ({ external_id: _, ...given }) => {
      const tenants = await Promise.all([newTenant(), newTenant(), newTenant()])
      const [put, create, batch] = tenants
      const whole = { ...given, external_id: 'x' }
      const ids = [
        (await put.put('/v1/customers/external/x', given)).body.id,
        (await create.post('/v1/customers', whole)).body.id,
        (await batch.post('/v1/customers/batch', { customers: [whole] })).body.results[0].customer.id,
      ]
      const read = await Promise.all(tenants.map((tenant, at) => tenant.get(`/v1/customers/${ids[at]}`)))
      const said = read.map(({ body: { id: _, created_at: __, updated_at: ___, ...rest } }) => sorted(rest))
      expect(new Set(said).size).toBe(1)
    }),
    { numRuns: 20 },
  )
}, 60_000)
