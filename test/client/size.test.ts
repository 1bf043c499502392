import { brotliCompressSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { bundle } from './bundle.ts'

const KILOBYTE = 1_000

test('the whole client with openapi-fetch is at most 10 KB, compressed', async () => {
  const code = await bundle(`export * from 'customer-management-api/client'`)
  expect(code).toContain('Idempotency-Key')
  expect(code).not.toMatch(/\b(import|require)\b/)
  expect(gzipSync(code).length).toBeLessThanOrEqual(10 * KILOBYTE)
  expect(brotliCompressSync(code).length).toBeLessThanOrEqual(9 * KILOBYTE)
})
