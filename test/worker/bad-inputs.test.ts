import { beforeAll, describe, expect, test } from 'vitest'
import { type ErrorCode, errorEntry } from '../../src/errors/codes.ts'
import { dereferenced } from '../setup/dereferenced.ts'
import { documentedCodes } from '../setup/documented-codes.ts'
import { BAD_INPUTS } from './bad-inputs/all.ts'
import type { BadInput, Sent } from './bad-inputs/bad-input.ts'
import { newScene, type Scene } from './bad-inputs/scene.ts'
import { expectStaffWords } from './bad-inputs/staff-words.ts'
import { type ApiResponse, type bindings, operator, send, validationErrors } from './harness.ts'
import { OPERATIONS } from './operations.ts'

const ALL = Object.values(BAD_INPUTS).flat()
const routesOf = ([, request]: BadInput) =>
  OPERATIONS.filter(({ route }) => {
    const [method, path] = split(request)
    const pattern = route.path.replaceAll(/\{\w+\}/g, '[^/]+')
    return method === route.method.toUpperCase() && new RegExp(`^${pattern}$`).test(path.replace(/\?.*/, ''))
  })
const split = (request: string) => request.split(/ (.*)/s) as [string, string]

describe('the table of bad inputs', () => {
  test('has at least 120 rows, each with a unique name', () => {
    const names = ALL.map(([name]) => name)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    expect(names.length).toBeGreaterThanOrEqual(120)
  })

  test('covers every operation', () => {
    const covered = new Set(ALL.flatMap(routesOf))
    const missing = OPERATIONS.filter((operation) => !covered.has(operation))
    expect(missing.map(({ route }) => route.operationId)).toEqual([])
  })

  test('covers every error code that a single request can cause by itself', () => {
    // These need another request, or time.
    const elsewhere = ['idempotency_in_progress', 'rate_limited', 'request_timeout']
    const covered = new Set(ALL.map(([, , rejection]) => String(rejection).split(' ')[1]))
    expect(codesOfClientErrors().filter((code) => !covered.has(code))).toEqual(elsewhere)
  })
})

const TABLES = await operator(
  `select table_name::text as name from information_schema.columns
    where table_schema = 'public' and column_name = 'tenant_id' order by 1`,
)

/** All rows of the tenants, as a count and a checksum per table. The use of a key is recorded in the background. */
async function stateOf({ tenants }: Scene) {
  const counts = TABLES.map(
    ({ name }) => `
      select '${name}' as name, count(*)::int as rows, md5(string_agg(line, ' ' order by line)) as checksum
        from (select (to_jsonb(t) - 'last_used_at')::text as line from ${name} t where tenant_id = any ($1::uuid[])) l`,
  )
  return operator(counts.join(' union all '), [`{${tenants.join()}}`])
}

function sendIn(scene: Scene, request: string, { body, headers = {}, key = 'admin', env }: Sent) {
  const [method, path] = split(scene.fill(request))
  const isUnchanged = body === undefined || body instanceof Uint8Array
  const text = isUnchanged ? body : scene.fill(typeof body === 'string' ? body : JSON.stringify(body))
  return send(method, path, {
    body: text,
    key: scene.keys[key],
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, scene.fill(value)])),
    env: env as typeof bindings | undefined,
  })
}

/** How a request was rejected, and everything that the caller is told about it. */
function rejectionOf(response: ApiResponse): { rejection: string | string[]; message: string } {
  const { status, body } = response
  if (body.code !== 'invalid_request') return { rejection: `${status} ${body.code}`, message: body.detail }
  const message = body.detail.map(({ msg }: { msg: string }) => msg).join('\n')
  return { rejection: validationErrors(response), message }
}

/** The headers of every response. */
const HEADERS = [
  ...['X-Request-Id', 'Cache-Control', 'Vary', 'X-Content-Type-Options'],
  ...['Strict-Transport-Security', 'Content-Security-Policy'],
]

// biome-ignore lint/suspicious/noExplicitAny: the document is not typed
type Document = any
const published: Document = (await send('GET', '/openapi.json')).body
const document: Document = { paths: dereferenced(published.paths, published) }

/** The client error codes in the document, and those that no operation has. */
function codesOfClientErrors(): string[] {
  const responses = Object.values<object>(document.paths).flatMap((path) =>
    Object.values(path).flatMap((operation) => Object.entries<Document>(operation.responses)),
  )
  const codes = responses.flatMap(([status, response]) =>
    status >= '400' && status < '500' ? documentedCodes(response) : [],
  )
  return [...new Set([...codes, 'method_not_allowed', 'route_not_found'])].sort()
}

/** Checks what every rejection has, whatever its reason. */
function expectDocumented(row: BadInput, { status, headers, body }: ApiResponse) {
  expect(status).toBeLessThan(500)
  for (const name of [...HEADERS, ...(status === 405 ? ['Allow'] : [])]) expect(headers.get(name), name).toMatch(/./)
  expect(headers.get('Content-Type')).toBe('application/json')
  const { detail, code, request_id, ...more } = body
  expect(request_id).toBe(headers.get('X-Request-Id'))
  if (code !== 'invalid_request') {
    expect(errorEntry(code as ErrorCode).status).toBe(status)
    expect(detail).toMatch(/^[A-Z].*\.$/)
    expect(Object.keys(more).every((name) => /^[a-z_]+_ids?$/.test(name))).toBe(true)
  } else {
    expect(more).toEqual({})
    for (const error of detail) {
      expect(Object.keys(error)).toEqual(['loc', 'msg', 'type'])
      expect(error.loc[0]).toMatch(/^(path|query|body)$/)
      expect(error.msg).toMatch(/^[A-Z].*[^.]$/s)
    }
  }
  for (const { route } of routesOf(row)) {
    expectStaffWords(route.operationId, body)
    expect(document.paths[route.path][route.method].responses).toHaveProperty(String(status))
    const kind = status === 401 ? 'failed-authentications' : '(reads|writes)'
    expect(headers.get('RateLimit-Policy')).toMatch(RegExp(`^"${kind}";q=\\d+;w=60$`))
  }
}

describe.each(Object.entries(BAD_INPUTS))('of the bad %s,', (_, rows) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await newScene()
  })

  test.each(rows.map((row) => [row[0], row] as const))('%s is rejected, and changes nothing', async (_, row) => {
    const [, request, rejection, says, options = {}] = row
    const { instead, ...sent } =
      typeof options === 'function' ? { ...(await options(scene)), instead: undefined } : options
    const before = await stateOf(scene)
    const response = await sendIn(scene, request, sent)
    const { message, ...found } = rejectionOf(response)
    expect(found).toEqual({
      rejection: typeof rejection === 'string' && !/^\d/.test(rejection) ? [rejection] : rejection,
    })
    expect(message).toContain(says)
    expectDocumented(row, response)
    expect(await stateOf(scene)).toEqual(before)

    if (!instead) return
    const { status, body } = await sendIn(scene, instead.request ?? request, { ...sent, ...instead })
    expect([status < 300, body], 'the corrected request').toEqual([true, body])
  })
})
