import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../../src/app.ts'
import { apiDocument } from '../../../src/service/document.ts'
import { consistent, knownValues } from './conventions.ts'
import { type Operation, operationsOf } from './document.ts'
import { chosen, mutationsOf } from './mutations/all.ts'
import { unexpected } from './rejections.ts'
import { type ApiRequest, encode, requestsOf, type Wire } from './request.ts'
import { createResources, type Resources } from './resources.ts'
import { differences, errorsOf } from './responses.ts'
import { type Service, startService } from './service.ts'
import { Statistics } from './statistics.ts'

// Requests generated from the OpenAPI document, and the same requests with one change that makes them invalid.

const SEED = Number(process.env.REQUESTS_SEED ?? Math.floor(Math.random() * 2 ** 31))
const OPERATIONS = operationsOf(JSON.parse(JSON.stringify(await apiDocument(operations))))
/** The number of valid requests, and of invalid ones, for each operation. */
const REQUESTS = Number(process.env.REQUESTS_COUNT || 200)
const runs = { numRuns: REQUESTS, seed: SEED }

const statistics = new Statistics()
let service: Service

beforeAll(async () => {
  console.log(`The seed of the generated requests is ${SEED}. To repeat them, set REQUESTS_SEED=${SEED}.`)
  service = await startService()
  const document = await service.send({ method: 'GET', target: '/openapi.json', headers: {}, body: undefined })
  expect(operationsOf(JSON.parse(document.text)), 'the Worker publishes another document').toEqual(OPERATIONS)
})
afterAll(async () => {
  console.log(statistics.report(SEED))
  await service?.stop()
})

/** Sends a request, and checks that the response is as documented. */
async function check(operation: Operation, wire: Wire, { key }: Pick<Resources, 'key'>) {
  const response = await service.send(wire, operation.isKeyed ? key : undefined)
  const found = differences(operation, response)
  if (found.length > 0) fail(wire, found)
  return response
}

/** Throws, which is much faster than an expectation for each of many thousand requests. */
function fail(wire: Wire, reason: unknown): never {
  throw new Error(`${JSON.stringify(reason)} for ${JSON.stringify(wire).slice(0, 2_000)}`)
}

/** Requests that are valid for this tenant. */
const validRequests = (operation: Operation, resources: Resources) =>
  requestsOf(operation, knownValues(operation.id, resources)).map((request) =>
    consistent(operation.id, request, resources),
  )

/** Continues a list, if it has another page. */
async function followCursor(operation: Operation, request: ApiRequest, text: string, resources: Resources) {
  if (!operation.parameters.some(({ name }) => name === 'cursor')) return
  const { next_cursor: cursor } = JSON.parse(text)
  if (!cursor) return
  const { page: _, ...query } = request.query
  const { status } = await check(operation, encode(operation, { ...request, query: { ...query, cursor } }), resources)
  expect(status).toBe(200)
}

test('every example in the document is valid', () => {
  const examples = OPERATIONS.flatMap(({ id, parameters, body, bodyExample }) => [
    ...parameters.map(({ name, schema }) => ({ place: `${id} ${name}`, schema, example: schema.example })),
    ...(body ? [{ place: `${id} body`, schema: body, example: bodyExample }] : []),
  ])
  const given = examples.filter(({ example }) => example !== undefined)
  const wrong = given.map(({ place, schema, example }) => [place, ...errorsOf(schema, example)])
  expect(wrong.filter(({ length }) => length > 1)).toEqual([])
})

test('an undocumented status, field or missing header is detected', async () => {
  const { key } = await createResources(service.query)
  const operation = OPERATIONS.find(({ id }) => id === 'getOwnApiKey') as Operation
  const wire = { method: 'GET', target: operation.path, headers: {}, body: undefined }
  const response = await service.send(wire, key)
  expect(differences(operation, response)).toEqual([])

  const { tenant, ...others } = JSON.parse(response.text)
  const { 'x-request-id': _, ...headers } = response.headers
  const changed = [
    { status: 418 },
    { headers },
    ...[others, { ...others, tenant, more: 1 }, { ...others, tenant: { ...tenant, more: 1 } }].map((body) => ({
      text: JSON.stringify(body),
    })),
  ]
  for (const change of changed) expect(differences(operation, { ...response, ...change })).not.toEqual([])
})

describe.concurrent.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (id, operation) => {
  test('responds as documented to valid requests, with each documented success', async () => {
    const resources = await createResources(service.query)
    // With a key that cannot read the resource, such an operation returns 204.
    const isShownOrNot = '200' in operation.responses && '204' in operation.responses
    await fc.assert(
      fc.asyncProperty(validRequests(operation, resources), fc.boolean(), async (request, isShown) => {
        const wire = encode(operation, request)
        const key = isShownOrNot && !isShown ? resources.writeKey : resources.key
        const { status, text } = await check(operation, wire, { key })
        if ([400, 413, 415, 422].includes(status)) fail(wire, `${status} ${text}`)
        statistics.countValid(id, status)
        if (status === 200) await followCursor(operation, request, text, resources)
      }),
      runs,
    )
    const successes = Object.keys(operation.responses).filter((status) => Number(status) < 400)
    expect(statistics.statusesOf(id).map(String)).toEqual(expect.arrayContaining(successes))
  })

  // The others take nothing that could be invalid.
  if (!operation.isKeyed && operation.parameters.length === 0) return

  test('rejects invalid requests and names the invalid place', async () => {
    const resources = await createResources(service.query)
    await fc.assert(
      fc.asyncProperty(validRequests(operation, resources), fc.nat(), fc.nat(), async (request, kind, index) => {
        const mutation = chosen(mutationsOf(operation, request), kind, index)
        if (!mutation) throw new Error('no mutation')
        const wire = mutation.wire()
        const response = await check(operation, wire, resources)
        const found = unexpected(operation, mutation, response)
        if (found.length > 0) fail(wire, [mutation.kind, ...found])
        statistics.countInvalid(id, mutation.kind)
      }),
      runs,
    )
  })
})
