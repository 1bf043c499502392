import { describe, expect, test } from 'vitest'
import { newTenant, send, validationErrors } from './harness.ts'
import { absentIds, OPERATIONS, requestOf } from './operations.ts'

const WITH_PARAMETER = OPERATIONS.filter(({ route }) => route.path.includes('{'))

describe.each(WITH_PARAMETER.map((operation) => [operation.route.operationId, operation] as const))(
  '%s',
  (_, operation) => {
    test.each(['%FF', '%', '%E0%A4%A', 'a%ZZ'])(
      'rejects a path that is not percent-encoded UTF-8: %s',
      async (text) => {
        const tenant = await newTenant()
        const [method, , body] = requestOf(operation, absentIds())
        const [, name = ''] = /\{(.+)\}/.exec(operation.route.path) ?? []
        const path = operation.route.path.replace(`{${name}}`, text)
        expect(validationErrors(await send(method, path, { key: tenant.keys.live.key, body }))).toContain(
          `path.${name} value_error`,
        )
      },
    )
  },
)

test('decodes a percent-encoded path parameter', async () => {
  const tenant = await newTenant()
  for (const external_id of ['100%', '%FF', 'a/b', 'é €😀', 'a+b', '%2F']) {
    const path = `/v1/customers/external/${encodeURIComponent(external_id)}`
    const { status, body } = await tenant.put(path, {})
    expect([status, body.external_id]).toEqual([201, external_id])
  }
})
