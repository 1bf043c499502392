import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bindingNames, bindingUses } from '../setup/bindings.ts'
import { importsOf, read, workerFiles } from '../setup/source-tree.ts'
import { type Node, nameOf, parse, placesIn } from '../setup/syntax.ts'

// Lock 2: `operation()` is the only way to declare an operation, and only the files below can mount a route at all.
// test/worker/routes.test.ts compares the routes themselves with a list.

/** Everything that is done with the app, in the order of the text. */
const MOUNTED: Record<string, string[]> = {
  'src/app.ts': [
    ...['app.use(requestId, responseHeaders, accessLog)'],
    ...['mount(app, shared, operations)', 'mountStripe(app, …)', 'mountService(app, operations)'],
    ...['methodsByPath(app)', 'app.all(path, …)', 'app.notFound(…)', 'app.onError(errorResponse)'],
  ],
  'src/operation.ts': ['app.on(method, …, …)'],
  'src/service/index.ts': ["app.get('/health', …)", "app.get('/ready', …)", "app.get('/openapi.json', …)"],
  'src/stripe/routes.ts': ["app.post('/v1/webhooks/stripe', …)"],
}

/** What is imported from the framework besides schemas, route definitions and types other than the app's. */
const FRAMEWORK: Record<string, string[]> = {
  'src/app.ts': ['Hono', 'TrieRouter'],
  'src/http/access-log.ts': ['createMiddleware'],
  'src/http/request-id.ts': ['createMiddleware'],
  'src/http/response-headers.ts': ['createMiddleware'],
  // Collects the parts of the document and is never served.
  'src/openapi/document.ts': ['OpenAPIHono'],
  'src/operation.ts': ['type Hono'],
  'src/service/index.ts': ['type Hono'],
  'src/stripe/routes.ts': ['type Hono'],
}

/** What happens to bindings, which hold the connection string and other secrets, outside src/db/. */
const BINDINGS: Record<string, string[]> = {
  // The last line hides them from the handler.
  'src/operation.ts': [
    ...['{ env } ← c', 'env → sources', 'env → findReplay', 'env → login.require', 'env.DATABASE_URL → cursorsOf'],
    ...['env → tenantDb', 'operationContext.env = {}'],
  ],
  'src/auth/lookup.ts': [
    ...['sources.env.KEYS → readCache', 'sources.env.KEYS → writeCache', 'sources.env.KEYS.delete()'],
    ...['sources.env → readDatabase', 'env is a parameter', 'env → queryAsLogin'],
  ],
  'src/index.ts': ['env is a parameter', 'env → deleteExpiredKeys'],
  'src/idempotency/expired.ts': ['env is a parameter', 'env → queryAsLogin'],
  'src/service/ready.ts': ['c.env → excessPrivileges'],
  'src/stripe/webhook.ts': [
    ...['c.env.STRIPE_WEBHOOK_SECRET → signingSecrets', 'c.env → login.require', 'c.env → tenantDb'],
  ],
}

const DECLARE =
  'Declare an operation with operation() in its own file and list it in the index.ts of its folder with lazyRoute(). '
const REASON = 'For a route that cannot be an operation, change the table in test/node/mounted-routes.test.ts.'

const placesOf = (file: string) => [...placesIn(parse(read(file)))]
const nonEmpty = (entries: (readonly [string, string[]])[]) =>
  Object.fromEntries(entries.filter(([, found]) => found.length > 0))

/** A call with its arguments, in which anything but a name or a string is shortened to `…`. */
function shortened(call: Node): string {
  const callee = call.callee as Node
  const name = nameOf(callee) ?? `app.${nameOf(callee.property) ?? '…'}`
  const values = (call.arguments as Node[]).map((value) => {
    return value.type === 'Literal' ? String(value.raw) : (nameOf(value) ?? '…')
  })
  return `${name}(${values.join(', ')})`
}

test('routes, middleware and error handlers are added to the app only where they are listed', () => {
  const isApp = (value: unknown) => nameOf(value) === 'app'
  const added = workerFiles.map((file) => {
    const calls = placesOf(file).filter(({ node }) => {
      if (node.type !== 'CallExpression') return false
      return isApp((node.callee as Node).object) || (node.arguments as Node[]).some(isApp)
    })
    return [file, calls.map(({ node }) => shortened(node))] as const
  })
  expect(nonEmpty(added), DECLARE + REASON).toEqual(MOUNTED)
})

test('the app is created only in src/app.ts, and only the files that mount routes can name its type', () => {
  const used = workerFiles.map((file) => {
    const symbols = importsOf(file).flatMap(({ from, symbol, typeOnly }) => {
      if (!/^(@hono\/|hono(\/|$))/.test(from ?? '')) return []
      if (typeOnly) return symbol === 'Hono' || symbol === 'OpenAPIHono' || symbol === '*' ? [`type ${symbol}`] : []
      return ['createRoute', 'z'].includes(symbol) ? [] : [symbol]
    })
    return [file, symbols] as const
  })
  expect(nonEmpty(used), DECLARE + REASON).toEqual(FRAMEWORK)
  const created = placesOf('src/app.ts').filter(
    ({ node }) => node.type === 'NewExpression' && nameOf(node.callee) === 'Hono',
  )
  expect(created, `src/app.ts creates one app. ${DECLARE}`).toHaveLength(1)
})

test('bindings are used only where they are listed', () => {
  const names = bindingNames(read('src/env.ts'))
  expect(names).toContain('DATABASE_URL')
  const used = workerFiles
    .filter((file) => !file.startsWith('src/db/'))
    .map((file) => [file, bindingUses(read(file), names).sort()] as const)
  const listed = Object.entries(BINDINGS).map(([file, uses]) => [file, [...uses].sort()] as const)
  expect(
    nonEmpty(used),
    'Bindings hold secrets, among them the connection string to all tenants. An operation needs none: it uses ' +
      'c.var.db. If other code needs one, add the use to BINDINGS in test/node/mounted-routes.test.ts.',
  ).toEqual(nonEmpty(listed))
})

describe('every operation in the list of the app', () => {
  const resources = workerFiles.filter((file) => /^src\/(?!service\/)[\w-]+\/index\.ts$/.test(file))

  test('comes from the index of a resource', () => {
    const list = placesOf('src/app.ts').find(({ node }) => nameOf(node.id) === 'operations')
    const elements = (list?.node.init as Node | undefined)?.elements as Node[] | undefined
    const spread = elements?.map((element) => (element.type === 'SpreadElement' && nameOf(element.argument)) || '…')
    const imported = importsOf('src/app.ts').flatMap(({ from, symbol }) =>
      resources.includes(from ?? '') ? [symbol] : [],
    )
    expect(spread?.sort(), DECLARE).toEqual(imported.sort())
    expect(imported).toHaveLength(resources.length)
  })

  test.each(resources)('is declared by operation() in a file of the folder of %s', (index) => {
    const functions = placesOf(index).filter(({ node }) => /Function/.test(node.type))
    const loaded = importsOf(index).filter(({ from }) => from && dirname(from) === dirname(index))
    expect(functions.length, DECLARE).toBe(loaded.length)
    const calls = placesOf(index).filter(({ node }) => node.type === 'CallExpression')
    expect(new Set(calls.map(({ node }) => nameOf(node.callee))), DECLARE).toEqual(new Set(['lazyRoute']))
    for (const { from, symbol } of loaded) {
      expect(read(from ?? ''), `${DECLARE}${from} must declare ${symbol}.`).toMatch(
        new RegExp(`^export const ${symbol} = operation\\(`, 'm'),
      )
    }
  })
})

test('the Worker passes every request to the app and otherwise only runs on schedule', () => {
  const exported = placesOf('src/index.ts').find(({ node }) => node.type === 'ExportDefaultDeclaration')
  const handlers = ((exported?.node.declaration as Node | undefined)?.properties ?? []) as Node[]
  const described = handlers.map(({ key, value }) => {
    const { object, property } = value as Node
    return object ? `${nameOf(key)}: ${nameOf(object)}.${nameOf(property)}` : nameOf(key)
  })
  const advice = 'Requests must reach createApp() directly, because the tests see only its routes.'
  expect(described, advice).toEqual(['fetch: app.fetch', 'scheduled'])
  expect(read('src/index.ts'), advice).toMatch(/^const app = createApp\(\)$/m)
})
