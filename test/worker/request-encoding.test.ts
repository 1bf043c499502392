import { expect, test } from 'vitest'
import { newTenant } from './harness.ts'

test('rejects a body that is declared as compressed, whatever its content', async () => {
  const tenant = await newTenant()
  for (const [encoding, status] of [
    ['gzip', 415],
    ['br', 415],
    ['identity', 201],
  ] as const) {
    const response = await tenant.post('/v1/customers', '{}', { headers: { 'Content-Encoding': encoding } })
    expect(response.status, encoding).toBe(status)
  }
})

test('a validation error names a field with ill-formed text in well-formed text', async () => {
  const tenant = await newTenant()
  const { body } = await tenant.post('/v1/customers', '{"\\ud800":1}')
  expect(body.detail).toEqual([expect.objectContaining({ loc: ['body', '\ufffd'], type: 'extra_forbidden' })])
})
