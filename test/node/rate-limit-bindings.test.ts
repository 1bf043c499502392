import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import { FAILED_AUTHENTICATIONS, PERIOD_SECONDS, RATE_LIMITS } from '../../src/limits/rate-limits.ts'

type Binding = { name: string; namespace_id: string; simple: { limit: number; period: number } }

const { ratelimits }: { ratelimits: Binding[] } = unstable_readConfig({
  config: fileURLToPath(new URL('../../wrangler.toml', import.meta.url)),
})

test('the bindings in wrangler.toml have the limits that responses state', () => {
  const stated = Object.entries(RATE_LIMITS).flatMap(([name, limits]) =>
    Object.entries(limits).map(([kind, limit]) => [`${kind}_${name}`.toUpperCase(), limit] as const),
  )
  const expected = [...stated, ['FAILED_AUTHENTICATIONS', FAILED_AUTHENTICATIONS] as const]
  const bound = ratelimits.map(({ name, simple }) => [name, simple] as const)
  expect(Object.fromEntries(bound)).toEqual(
    Object.fromEntries(expected.map(([name, limit]) => [name, { limit, period: PERIOD_SECONDS }])),
  )
})

test('each binding has its own namespace', () => {
  expect(new Set(ratelimits.map(({ namespace_id }) => namespace_id)).size).toBe(ratelimits.length)
})
