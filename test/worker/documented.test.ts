import { expect, test } from 'vitest'
import { differences } from '../setup/documented.ts'
import { newTenant } from './harness.ts'

test('a response that the document does not describe is found', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ company_name: 'Steve' })
  const path = `/v1/customers/${id}`
  const { status, headers, body } = await tenant.get(path)
  const found = (
    changed: object,
    { remove = '', set = {} as Record<string, string>, code = status, method = 'GET' } = {},
  ) => {
    const changedHeaders = new Headers({ ...Object.fromEntries(headers), ...set })
    changedHeaders.delete(remove)
    return differences(method, path, { status: code, headers: changedHeaders }, JSON.stringify({ ...body, ...changed }))
  }
  expect(found({})).toEqual([])
  const undocumented = [
    found({ nickname: 'Steve' }),
    found({ company_name: undefined }),
    found({ instance_count: null }),
    found({ latest_subscription_status: 'late' }),
    found({ subscriptions: [{}] }),
    found({}, { remove: 'ETag' }),
    found({}, { remove: 'X-Request-Id' }),
    found({}, { set: { 'Content-Type': 'text/plain' } }),
    found({}, { code: 206 }),
    found({}, { code: 404 }),
    found({}, { method: 'DELETE' }),
  ]
  for (const [index, differences] of undocumented.entries()) expect(differences, String(index)).not.toEqual([])
})

test('an error outside of all operations is compared with the shape of errors', () => {
  const unknown = (body: object) =>
    differences('GET', '/v1/nothing', { status: 404, headers: new Headers() }, JSON.stringify(body))
  const failure = { detail: 'A sentence.', code: 'route_not_found', request_id: '1' }
  expect(unknown(failure)).toEqual([])
  expect(unknown({ ...failure, code: 'unknown_code' })).not.toEqual([])
  expect(unknown({ ...failure, request_id: undefined })).not.toEqual([])
})
