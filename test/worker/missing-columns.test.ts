import { expect, test, vi } from 'vitest'
import { type ApiResponse, newTenant } from './harness.ts'
import { call, OPERATIONS, oneOfEach } from './operations.ts'

type Result = { fields: { name: string }[]; rows: (string | null)[][] }
type Body = { results: Result[] }

/** Responses of the database without one column, or without one field of the objects in a JSON column. */
function* incomplete({ results }: Body): Generator<[column: string, body: Body]> {
  for (const [number, { fields, rows }] of results.entries()) {
    const withResult = (result: Result) => ({ results: results.with(number, result) })
    for (const [index, { name }] of fields.entries()) {
      yield [name, withResult({ fields: fields.toSpliced(index, 1), rows: rows.map((row) => row.toSpliced(index, 1)) })]
      for (const field of fieldsWithin(rows[0]?.[index])) {
        const omit = (key: string, value: unknown) => (key === field ? undefined : value)
        const without = (text: string | null | undefined) => text && JSON.stringify(JSON.parse(text), omit)
        yield [field, withResult({ fields, rows: rows.map((row) => row.with(index, without(row[index]) ?? null)) })]
      }
    }
  }
}

/** The fields of the rows in a JSON column, which have ids, unlike what tenants store. */
function fieldsWithin(text: string | null | undefined): string[] {
  const [row = {}] = text?.startsWith('[{') ? JSON.parse(text) : []
  return 'id' in row ? Object.keys(row) : []
}

/** What a client sees, except the id of the request and the text of a new key, which differ each time. */
function seen({ status, headers, body }: ApiResponse) {
  const shown = typeof body === 'object' ? { ...body, key: undefined, request_id: undefined } : body
  return { status, headers: [...headers].filter(([name]) => name !== 'x-request-id'), body: shown }
}

test.each(OPERATIONS.map((operation) => [operation.route.operationId, operation] as const))(
  '%s never responds without a field: a missing column is a 500, and the log names it',
  async (operationId, operation) => {
    const tenant = await newTenant()
    const ids = await oneOfEach(tenant)
    await tenant.get('/v1/customers')
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined)
    const send = globalThis.fetch
    const endpoint = vi.spyOn(globalThis, 'fetch')
    try {
      let body: Body = { results: [] }
      endpoint.mockImplementationOnce(async (...request) => {
        body = await (await send(...request)).json()
        return Response.json(body)
      })
      const complete = seen(await call(operation, ids, tenant.keys.live.key))
      let rejected = 0
      for (const [column, response] of incomplete(body)) {
        endpoint.mockImplementation(async () => Response.json(response))
        const found = seen(await call(operation, ids, tenant.keys.live.key))
        // A column that the operation does not read makes no difference.
        if (found.status !== 500) expect([column, found]).toEqual([column, complete])
        else {
          rejected += 1
          const line = JSON.parse(String(log.mock.lastCall?.[0]))
          expect(line).toMatchObject({
            level: 'error',
            operation: operationId,
            failure: { name: 'MissingColumn', column },
          })
        }
      }
      if ([200, 201].includes(complete.status)) expect(rejected).toBeGreaterThan(0)
    } finally {
      endpoint.mockRestore()
      log.mockRestore()
    }
  },
)
