import { dirname } from 'node:path'
import { bindingNames, bindingUses } from '../../setup/bindings.ts'
import type { Project } from '../../setup/source-tree.ts'
import { type Node, nameOf, placesIn } from '../../setup/syntax.ts'
import { perFile, type SourceRule } from './source-rule.ts'

/** Everything that is done with the app. */
const MOUNTED: Record<string, string[]> = {
  'src/app.ts': [
    ...['mountDashboard(app, shared)', 'app.use(requestId, cors, responseHeaders, accessLog)'],
    ...['mount(app, shared, operations)', 'mountStripe(app, shared)', 'mountService(app, operations)'],
    ...['methodsByPath(app)', 'app.all(path, …)', 'app.notFound(…)', 'app.onError(errorResponse)'],
  ],
  // Assets and the sign-in page have no data; forms call the API.
  'src/dashboard/app.ts': [
    ...['app.use(requestId, …, accessLog)', "app.get('/dashboard/assets/:file', …)"],
    ...['app.use(…, rejectForgery)', 'app.post(path, …)', 'app.use(requireSession)'],
    ...["app.get('/dashboard', …)", 'app.get(SIGN_IN, showSignIn)'],
    ...['app.post(path, …)', 'mount(app, shared, pages)', 'app.notFound(…)', 'app.onError(errorPage)'],
  ],
  'src/dashboard/routes.ts': ['app.fetch(…)', "app.all('/dashboard', handle)", "app.all('/dashboard/*', handle)"],
  'src/operation.ts': ['app.on(method, …, …)'],
  'src/service/index.ts': [
    "app.get('/', …)",
    "app.get('/health', …)",
    "app.get('/ready', …)",
    "app.get('/openapi.json', …)",
  ],
  'src/stripe/routes.ts': ["app.post('/v1/webhooks/stripe', …)"],
}

/** Imports from the framework, except schemas, route definitions and types other than the app's. */
const FRAMEWORK: Record<string, string[]> = {
  'src/app.ts': ['Hono', 'TrieRouter', 'new Hono'],
  'src/dashboard/app.ts': ['Hono', 'TrieRouter', 'new Hono'],
  'src/dashboard/routes.ts': ['type Hono'],
  'src/dashboard/session/forgery.ts': ['createMiddleware'],
  'src/dashboard/session/middleware.ts': ['createMiddleware'],
  'src/http/access-log.ts': ['createMiddleware', 'routePath'],
  'src/http/cors.ts': ['createMiddleware'],
  'src/http/request-id.ts': ['createMiddleware'],
  'src/http/response-headers.ts': ['createMiddleware'],
  // Collects the parts of the document and is never served.
  'src/openapi/document.ts': ['OpenAPIHono', 'new OpenAPIHono'],
  'src/operation.ts': ['type Hono'],
  'src/service/index.ts': ['type Hono'],
  'src/stripe/routes.ts': ['type Hono'],
}

/** What happens to bindings, which hold the connection string and other secrets, outside src/db/. */
const BINDINGS: Record<string, string[]> = {
  // The last one hides them from the handler.
  'src/guard/guard.ts': [
    ...['{ env } ← c', 'env → sources', 'sources.env → shared.login.require', 'c.env → requireAllowed'],
    ...['{ env } ← a parameter', 'env.DATABASE_URL → cursorsOf', '{ env } ← sources', 'operationContext.env = {}'],
    'env → tenantDb',
  ],
  // Passes them on to the app itself, whose guard then hides them from handlers.
  'src/dashboard/action.ts': ['c.env → callApi', 'c.env → show'],
  'src/dashboard/routes.ts': ['c.env → loaded.fetch'],
  // Derives the key that encrypts the session's cookie.
  'src/dashboard/session/middleware.ts': ['c.env.DATABASE_URL → sessionsOf'],
  'src/http/cors.ts': ['c.env?.CORS_ORIGINS → originsIn'],
  'src/operation.ts': ['c.env → shared.rejections.slowDown'],
  'src/auth/authenticate.ts': ['{ env } ← sources', 'env → findReplay'],
  'src/auth/lookup.ts': [
    ...['{ env } ← sources', 'env → readKeys', 'sources.env → readKeys', 'sources.env → recordUse'],
    ...['env.KEYS → readCache', 'env.KEYS → writeToCache', 'env.KEYS → deleteFromCache'],
    ...['sources.env.KEYS → deleteFromCache'],
  ],
  'src/auth/stored-keys.ts': ['env is a parameter', 'env → find', 'env → queryAsLogin'],
  'src/index.ts': ['env is a parameter', 'env → deleteExpiredKeys'],
  'src/idempotency/expired.ts': ['env is a parameter', 'env → queryAsLogin'],
  'src/service/document.ts': ['c.env.CONTACT_URL → url'],
  'src/service/ready.ts': ['{ env } ← c', 'env → excessPrivileges', 'env.DATABASE_URL → running.share'],
  'src/stripe/webhook.ts': [
    ...['c.env.STRIPE_WEBHOOK_SECRET → signingSecrets', 'c.env → login.require', 'c.env → tenantDb'],
  ],
}

const DECLARE =
  'Declare an operation with operation() in its own file and list it in the index.ts of its folder with lazyRoute(). ' +
  'For a route that cannot be an operation, change the table in test/node/sources/route-rules.ts.'

const placesOf = ({ read }: Project, file: string) => placesIn(read(file))
const isApp = (value: unknown) => nameOf(value) === 'app'

/** A call with its arguments, in which anything except names and strings is shortened to `…`. */
function shortened(call: Node): string {
  const callee = call.callee as Node
  const name = nameOf(callee) ?? `app.${nameOf(callee.property) ?? '…'}`
  const values = (call.arguments as Node[]).map((value) => {
    return value.type === 'Literal' ? String(value.raw) : (nameOf(value) ?? '…')
  })
  return `${name}(${values.join(', ')})`
}

/** Lock 2: `operation()` is the only way to declare an operation, and few files can mount anything else. */
export const ROUTE_RULES: SourceRule[] = [
  {
    promise: 'routes, middleware and error handlers are added to the app only where they are listed',
    advice: DECLARE,
    expected: perFile(MOUNTED),
    found: (project) =>
      project.workerFiles.flatMap((file) =>
        placesOf(project, file).flatMap(({ node }) => {
          if (node.type !== 'CallExpression') return []
          const uses = isApp((node.callee as Node).object) || (node.arguments as Node[]).some(isApp)
          return uses ? [`${file}: ${shortened(node)}`] : []
        }),
      ),
  },
  {
    promise: 'apps are created only where they are listed, and only the files that mount routes can name its type',
    advice: DECLARE,
    expected: perFile(FRAMEWORK),
    found: (project) =>
      project.workerFiles.flatMap((file) => {
        const imported = project.importsOf(file).flatMap(({ from, symbol, typeOnly }) => {
          if (!/^(@hono\/|hono(\/|$))/.test(from ?? '')) return []
          if (typeOnly) return ['Hono', 'OpenAPIHono', '*'].includes(symbol) ? [`${file}: type ${symbol}`] : []
          return ['createRoute', 'z'].includes(symbol) ? [] : [`${file}: ${symbol}`]
        })
        const created = placesOf(project, file).flatMap(({ node }) => {
          const name = node.type === 'NewExpression' ? (nameOf(node.callee) ?? '') : ''
          return /Hono$/.test(name) ? [`${file}: new ${name}`] : []
        })
        return [...imported, ...created]
      }),
  },
  {
    promise: 'bindings are used only where they are listed',
    advice:
      'Bindings hold secrets, among them the connection string to all tenants. An operation needs none: it uses ' +
      'c.var.db. If other code needs one, add the use to BINDINGS in test/node/sources/route-rules.ts.',
    expected: perFile(BINDINGS),
    found: ({ workerFiles, read }) => {
      const names = bindingNames(read('src/env.ts'))
      return workerFiles
        .filter((file) => !file.startsWith('src/db/'))
        .flatMap((file) => bindingUses(read(file), names).map((use) => `${file}: ${use}`))
    },
  },
  {
    promise: 'every operation in the list of the app is declared by operation(), in a file of its resource',
    advice: DECLARE,
    expected: [],
    found: (project) => [...unlisted(project), ...lists(project).flatMap((index) => undeclared(project, index))],
  },
  {
    promise: 'the Worker passes every request to the app and otherwise only runs on schedule',
    advice: 'Requests must reach createApp() directly, because the tests see only its routes.',
    expected: ['app = createApp()', 'fetch: app.fetch', 'scheduled'],
    found: (project) =>
      placesOf(project, 'src/index.ts').flatMap(({ node, around: [parent, outer] }) => {
        if (node.type === 'CallExpression' && nameOf(node.callee) === 'createApp') {
          return [`${nameOf(parent?.id)} = createApp()`]
        }
        if (outer?.type !== 'ExportDefaultDeclaration') return []
        const { object, property } = (node.value ?? {}) as Node
        return [object ? `${nameOf(node.key)}: ${nameOf(object)}.${nameOf(property)}` : String(nameOf(node.key))]
      }),
  },
]

/** The index files of resources, which list their operations. */
const resources = ({ workerFiles }: Project) =>
  workerFiles.filter((file) => /^src\/(?!service\/)[\w-]+\/index\.ts$/.test(file))

/** The lists of operations: of each resource, and of the dashboard's pages. */
const lists = (project: Project) => [...resources(project), 'src/dashboard/pages.ts']

/** Elements of the app's list that are not the list of a resource. */
function unlisted(project: Project): string[] {
  const imports = project.importsOf('src/app.ts').filter(({ from }) => from && resources(project).includes(from))
  const missing = new Set(imports.map(({ symbol }) => symbol))
  const list = placesOf(project, 'src/app.ts').find(({ node }) => nameOf(node.id) === 'operations')
  const elements = ((list?.node.init as Node | undefined)?.elements ?? []) as Node[]
  const others = elements.filter(
    ({ type, argument }) => type !== 'SpreadElement' || !missing.delete(nameOf(argument) ?? ''),
  )
  return [...missing, ...others.map(() => 'something else')].map(
    (name) => `src/app.ts: ${name} in the list of operations`,
  )
}

/** What the index of a resource lists besides operations declared with `operation()`. */
function undeclared(project: Project, index: string): string[] {
  const loaded = project.importsOf(index).filter(({ from }) => from?.startsWith(`${dirname(index)}/`))
  const wrong = loaded.flatMap(({ from, symbol }) => {
    const declared = new RegExp(`^export const ${symbol} = operation\\(`, 'm').test(project.read(from ?? ''))
    return declared ? [] : [`${from}: ${symbol} is not declared by operation()`]
  })
  const code = placesOf(project, index).map(({ node }) => node)
  const functions = code.filter(({ type }) => /Function/.test(type)).length - loaded.length
  const calls = code.filter(({ type, callee }) => type === 'CallExpression' && nameOf(callee) !== 'lazyRoute').length
  return functions || calls ? [...wrong, `${index}: code that does not load an operation`] : wrong
}
