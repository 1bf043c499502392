import { test as base, describe, expect } from 'vitest'
import { operations } from '../../src/app.ts'
import { apiDocument } from '../../src/service/document.ts'
import { apiModules } from '../setup/api-modules.ts'
import { type BuiltWorker, buildWorker } from '../setup/built-worker.ts'

const test = base.extend<{ built: BuiltWorker }>({
  built: [async ({}, use) => use(await buildWorker()), { scope: 'file' }],
})

const KILOBYTE = 1_000

/** Bytes of the module that come from files whose path matches. */
function bytesOf({ parts }: BuiltWorker, pattern: RegExp): number {
  return [...parts].reduce((sum, [path, bytes]) => sum + (pattern.test(path) ? bytes : 0), 0)
}

describe('the deployed Worker', () => {
  test('has an API with a compressed size of at most 200 KB, apart from what only the dashboard loads', async () => {
    const { files, compressed } = await apiModules()
    expect(compressed).toBeLessThanOrEqual(200 * KILOBYTE)
    expect(files.filter((file) => /src\/dashboard\/|hono\/dist\/jsx/.test(file))).toEqual(['src/dashboard/routes.ts'])
  })

  test('has a compressed size of at most 280 KB with the dashboard', ({ built }) => {
    expect(built.compressed).toBeLessThanOrEqual(280 * KILOBYTE)
  })

  test('contains only the Zod schemas that are used, and only the English locale', ({ built }) => {
    expect(bytesOf(built, /\/zod\/v4\/locales\/en\.js$/)).toBeGreaterThan(0)
    expect(bytesOf(built, /\/zod\/v4\/locales\/(?!en\.js|index\.js)/)).toBe(0)
    expect(built.text).toContain('Invalid input')
    expect(built.text).not.toContain('Ungültige Eingabe')
    expect(bytesOf(built, /\/zod\//)).toBeLessThan(130 * KILOBYTE)
  })

  test('contains nothing from Stripe’s package', ({ built }) => {
    expect(bytesOf(built, /node_modules\/stripe\//)).toBe(0)
  })

  test('contains nothing of the pages under /docs', ({ built }) => {
    expect(bytesOf(built, /(^|\/)src\/docs\/|node_modules\/(@scalar|marked)\//)).toBe(0)
    expect(built.text).not.toContain('docs/assets')
  })

  test('responds, and contains every kind of schema that it needs', async ({ built }) => {
    expect((await built.send('/health')).status).toBe(200)
    const document = JSON.parse(JSON.stringify(await apiDocument(operations)))
    expect(await (await built.send('/openapi.json')).json()).toEqual(document)
  })

  test('checks Stripe’s signatures', async ({ built }) => {
    const signature = `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`
    const request = { method: 'POST', headers: { 'Stripe-Signature': signature }, body: '{}' }
    const response = await built.send('/v1/webhooks/stripe', request)
    expect(await response.json()).toMatchObject({ code: 'signature_invalid' })
  })
})
