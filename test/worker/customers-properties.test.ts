import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newTenant } from './harness.ts'

// Generates valid bodies and predicts the customer after each of them.

const plain = (longest: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 0, maxLength: 12 })
    .filter((text) => !/\p{Cc}/u.test(text.trim()) && [...text].length <= longest)
/** Names, unlike other text, must be visible and not change the direction of the text around them. */
const name = plain(200).filter(
  (text) =>
    !/^[\p{Cf}\p{Default_Ignorable_Code_Point}\s]+$/u.test(text.trim()) && !/[\u202a-\u202e\u2066-\u2069]/.test(text),
)
const oneOf = <T extends string>(...values: T[]) => fc.constantFrom(...values)
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null })

const key = fc.oneof(
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter((text) => !/\p{Cc}/u.test(text) && text.trim() !== '' && [...text].length <= 40),
  fc.constantFrom('constructor', 'toString', 'a', 'b', 'c', '0', '-1'),
)
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/(?![\t\n\r])\p{Cc}/u.test(text)),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((number) => !Number.isInteger(number)),
  fc.constantFrom(0, 1e308, 5e-324, 1e21),
  fc.boolean(),
)
const metadata = fc
  .array(fc.tuple(key, orNull(value)), { maxLength: 8 })
  .map((entries) => Object.fromEntries(entries) as Record<string, string | number | boolean | null>)

const body = fc.record(
  {
    company_name: orNull(name),
    industry: orNull(plain(100)),
    email: orNull(
      fc.tuple(fc.integer({ min: 0, max: 9 }), oneOf('A@x.example', 'b@Y.example')).map(([n, rest]) => `${n}${rest}`),
    ),
    country_code: orNull(oneOf('US', 'de', 'At', ' fr ')),
    currency: orNull(oneOf('USD', 'eur', 'Chf')),
    locale: orNull(oneOf('en-us', 'DE', 'sr-latn-rs')),
    timezone: orNull(oneOf('europe/berlin', 'UTC', 'America/New_York')),
    external_id: orNull(plain(255)),
    metadata: orNull(metadata),
  },
  { requiredKeys: [] },
)

const CANONICAL: Record<string, (text: string) => string> = {
  country_code: (text) => text.toUpperCase(),
  currency: (text) => text.toUpperCase(),
  locale: (text) => Intl.getCanonicalLocales(text)[0] as string,
  timezone: (text) => ({ 'europe/berlin': 'Europe/Berlin' })[text] ?? text,
}

/** The expected customer after an update, computed independently of the service. */
function expectedAfter(before: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const after: Record<string, unknown> = { ...before }
  for (const [name, newValue] of Object.entries(change)) {
    if (name === 'metadata') {
      const entries = new Map(newValue === null ? [] : Object.entries(before.metadata as object))
      for (const [key, value] of Object.entries(newValue ?? {})) {
        if (value === null) entries.delete(key)
        else entries.set(key, value)
      }
      after.metadata = Object.fromEntries(entries)
    } else {
      const text = typeof newValue === 'string' ? newValue.trim() : ''
      after[name] = text === '' ? null : (CANONICAL[name]?.(text) ?? text)
    }
  }
  return after
}

/** JSON with sorted fields, to compare without regard to their order. */
const canonicalJson = (value: unknown) =>
  JSON.stringify(value, (_, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1))
      : inner,
  )

test('get returns every valid update, and only real changes increase updated_at and change the ETag', async () => {
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
        const expected = { ...expectedAfter(before.body, change), updated_at }
        expect(canonicalJson(after.body)).toBe(canonicalJson(expected))
        const hasChanged = canonicalJson({ ...before.body, updated_at }) !== canonicalJson(expected)
        expect(updated_at > before.body.updated_at).toBe(hasChanged)
        expect(after.headers.get('ETag') !== before.headers.get('ETag')).toBe(hasChanged)
        before = after
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('put by external id, create and batch store the same customer for any valid body', async () => {
  await fc.assert(
    fc.asyncProperty(body, async ({ external_id: _, ...fields }) => {
      const tenants = await Promise.all([newTenant(), newTenant(), newTenant()])
      const [put, create, batch] = tenants
      const whole = { ...fields, external_id: 'x' }
      const ids = [
        (await put.put('/v1/customers/external/x', fields)).body.id,
        (await create.post('/v1/customers', whole)).body.id,
        (await batch.post('/v1/customers/batch', { customers: [whole] })).body.results[0].customer.id,
      ]
      const read = await Promise.all(tenants.map((tenant, at) => tenant.get(`/v1/customers/${ids[at]}`)))
      const customers = read.map(({ body: { id: _, created_at: __, updated_at: ___, ...rest } }) => canonicalJson(rest))
      expect(new Set(customers).size).toBe(1)
    }),
    { numRuns: 20 },
  )
}, 60_000)
