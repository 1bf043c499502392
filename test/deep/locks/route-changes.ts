import { after, create, replace, type SourceChange } from './source-change.ts'

const APP = 'src/app.ts'
const SERVICE = 'src/service/index.ts'
const HEALTH = 'src/service/health.ts'

/** Adds code where the app mounts its routes. */
const mounting = (code: string) => after(APP, '  mountService(app, operations)\n', `  ${code}\n`)
/** Adds code where the routes without a key are mounted. */
const serving = (code: string) => after(SERVICE, 'operations: readonly LazyRoute[]): void {\n', `  ${code}\n`)
const importHono = replace(SERVICE, "import type { Hono } from 'hono'", "import { Hono } from 'hono'")

const RUN = { tests: ['test/node/routes.test.ts'] }
const LIST = 'Declare an operation with operation() and add its route to OPERATION_ROUTES'
const DECLARE = 'Declare an operation with operation() in its own file and list it in the index.ts of its folder'
const SECRET = 'Bindings hold secrets, among them the connection string to all tenants.'

const STATS = "app.all('/v1/stats', (c) => c.text(c.env.DATABASE_URL))"
const OTHER_APP = "app.route('/v1/stats', new Hono<AppEnv>().get('/', (c) => c.text('')))"
const DEBUG = "app.get('/debug', (c) => c.text(c.env.STRIPE_WEBHOOK_SECRET ?? ''))"

const CHANGES: [name: string, edits: SourceChange['edits'], check: SourceChange['check'], says: string][] = [
  ['a route for all methods', [mounting(STATS)], RUN, LIST],
  ['a route for all methods, in the sources', [mounting(STATS)], 'rules', DECLARE],
  ['a route for all methods that returns a secret', [mounting(STATS)], 'rules', SECRET],
  ['another app below a path', [serving(OTHER_APP), importHono], RUN, LIST],
  ['another app below a path, in the sources', [serving(OTHER_APP), importHono], 'rules', DECLARE],
  ['a route outside /v1 that returns a secret', [serving(DEBUG)], 'rules', DECLARE],
  ['a route outside /v1 that returns a secret, in the sources', [serving(DEBUG)], 'rules', SECRET],
  [
    'a route for all methods before that of an operation',
    [replace(APP, '  mountStripe(', "  app.all('/v1/rules', (c) => c.text(''))\n  mountStripe(")],
    RUN,
    LIST,
  ],
  ['another program below a path', [mounting("app.mount('/legacy', () => new Response())")], 'rules', DECLARE],
  ['another app with a base path', [mounting("app.basePath('/v2').get('/all', (c) => c.text(''))")], 'rules', DECLARE],
  ['middleware that responds', [mounting("app.use('/v1/stats', async (c) => c.text(''))")], 'rules', DECLARE],
  ['middleware for every path', [mounting('app.use(async (_, next) => next())')], 'rules', DECLARE],
  [
    'mount() adds a route of its own',
    [
      after(
        'src/operation.ts',
        'routes: readonly LazyRoute[]): void {\n',
        "  app.on('GET', '/v1/all', (c) => c.text(''))\n",
      ),
    ],
    'rules',
    DECLARE,
  ],

  [
    'another app with a document',
    [create('src/rules/a.ts', "import { OpenAPIHono } from '@hono/zod-openapi'\n")],
    'rules',
    DECLARE,
  ],
  ['another app of another build', [create('src/rules/a.ts', "import { Hono } from 'hono/tiny'\n")], 'rules', DECLARE],
  [
    'another app from a factory',
    [create('src/rules/a.ts', "import { createFactory } from 'hono/factory'\n")],
    'rules',
    DECLARE,
  ],
  ['a second app in the same file', [mounting("new Hono<AppEnv>().get('/', (c) => c.text(''))")], 'rules', DECLARE],
  ['a file that can mount routes', [create('src/rules/a.ts', "import type { Hono } from 'hono'\n")], 'rules', DECLARE],
  ['a file that gets the app', [mounting('mountMore(app)')], 'rules', DECLARE],

  [
    'a listed route returns a secret',
    [replace(HEALTH, "{ status: 'ok' })", "{ status: 'ok', at: c.env.DATABASE_URL })")],
    'rules',
    SECRET,
  ],
  [
    'a listed route takes the bindings out of its context',
    [replace(HEALTH, "  return c.json({ status: 'ok' })", '  const { env: all } = c\n  return c.json(all)')],
    'rules',
    SECRET,
  ],
  [
    'a listed route reads its context by a computed name',
    [replace(HEALTH, "{ status: 'ok' })", "{ status: c['env'] })")],
    'rules',
    SECRET,
  ],
  [
    'a route that has the bindings returns them',
    [replace('src/service/ready.ts', "{ status: 'ready' })", "{ status: 'ready', ...c.env })")],
    'rules',
    SECRET,
  ],
  [
    'a route passes the bindings to another function',
    [replace('src/service/ready.ts', '  const excesses', '  console.log(c.env)\n  const excesses')],
    'rules',
    SECRET,
  ],
  [
    'the webhook returns its secret',
    [
      replace(
        'src/stripe/webhook.ts',
        "  c.set('eventId', row.id)",
        "  c.header('X-Secret', c.env.STRIPE_WEBHOOK_SECRET)",
      ),
    ],
    'rules',
    SECRET,
  ],
  [
    'an error response contains a secret',
    [
      replace(
        'src/errors/api-error.ts',
        'export function errorResponse(',
        'export const all = (c: Context) => c.env\nexport function errorResponse(',
      ),
    ],
    'rules',
    SECRET,
  ],
  [
    'the log line contains a secret',
    [
      replace(
        'src/http/access-log.ts',
        '    method: c.req.method,',
        '    method: c.req.method, url: c.env.DATABASE_URL,',
      ),
    ],
    'rules',
    SECRET,
  ],
  [
    'the error for an unknown path contains the bindings',
    [
      replace(
        APP,
        "app.notFound((c) => errorResponse(new ApiError('route_not_found'), c))",
        'app.notFound((c) => c.json(c.env))',
      ),
    ],
    RUN,
    'an unknown path such as /v1 returns only an error',
  ],
  [
    'the error for a method contains the bindings',
    [
      replace(
        APP,
        'app.all(path, (c) => {\n',
        "app.all(path, (c) => {\n      if (path === '/v1/rules') return c.json(c.env)\n",
      ),
    ],
    RUN,
    '/v1/rules returns only an error for a method that it does not support',
  ],
  [
    'the Worker responds before the app',
    [
      replace(
        'src/index.ts',
        'fetch: app.fetch,',
        'fetch: (request: Request, all: Env) => Response.json([request.url, all]),',
      ),
    ],
    'rules',
    'Requests must reach createApp() directly, because the tests see only its routes.',
  ],
]

/** Lock 2: what a request can reach. */
export const ROUTE_CHANGES: SourceChange[] = [
  ...CHANGES.map(([name, edits, check, says]): SourceChange => ({ name, edits, check, says })),
  {
    name: 'a route for all methods, and the test of the rules runs',
    edits: [mounting(STATS)],
    check: { tests: ['test/node/mounted-routes.test.ts'] },
    says: DECLARE,
  },
]
