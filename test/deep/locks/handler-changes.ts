import { after, replace, type SourceChange } from './source-change.ts'

const GUARD = 'src/guard/guard.ts'
const MODE = "  operationContext.set('mode', credential.mode)\n"
const HIDE = '  operationContext.env = {}\n'
const untyped = '(c as unknown as { set(name: string, value: unknown): void })'

const RUN = { tests: ['test/worker/handler-context.test.ts'], named: 'a handler receives' }
const SAYS = 'Pass a value that reveals no binding through OperationEnv'
const RULE_SAYS = 'An operation needs none: it uses c.var.db.'

/** Lock 1: what a handler receives. */
export const HANDLER_CHANGES: SourceChange[] = [
  {
    name: 'the guard gives a handler the connection string',
    edits: [after(GUARD, MODE, `;${untyped}.set('connection', env.DATABASE_URL)\n`)],
    check: 'rules',
    says: RULE_SAYS,
  },
  {
    name: 'the guard gives a handler the bindings',
    edits: [after(GUARD, MODE, `;${untyped}.set('connection', sources)\n`)],
    check: RUN,
    says: SAYS,
  },
  {
    name: 'the guard leaves the bindings in the context',
    edits: [replace(GUARD, HIDE, '')],
    check: 'rules',
    says: '- src/guard/guard.ts: operationContext.env = {}',
  },
  {
    name: 'the guard leaves the bindings in the context of a running handler',
    edits: [replace(GUARD, HIDE, '')],
    check: RUN,
    says: SAYS,
  },
  {
    name: 'the guard hides the bindings in the caller',
    edits: [replace(GUARD, "c.set('caller', caller)", "c.set('caller', Object.assign(caller, received))")],
    check: { ...RUN, named: 'nothing that a handler receives' },
    says: SAYS,
  },
  {
    name: 'the guard gives one operation more',
    edits: [after(GUARD, MODE, `if (declared.route.operationId === 'listRules') ${untyped}.set('all', sources)\n`)],
    check: { ...RUN, named: 'the handler of listRules' },
    says: SAYS,
  },
  {
    name: 'middleware gives every handler the bindings',
    edits: [after('src/http/request-id.ts', "c.set('requestId', valid ?? own)", `\n  ;${untyped}.set('all', c.env)`)],
    check: RUN,
    says: SAYS,
  },
  {
    name: 'app.use gives every handler the bindings',
    edits: [after('src/app.ts', 'accessLog)\n', `  app.use((c, next) => (${untyped}.set('all', c.env), next()))\n`)],
    check: 'rules',
    says: RULE_SAYS,
  },
  {
    name: 'the type of a handler’s context has bindings',
    edits: [
      replace(
        'src/guard/declaration.ts',
        'Bindings: Record<never, never>',
        "Bindings: import('../env.ts').AppEnv['Bindings']",
      ),
      replace(GUARD, HIDE, ''),
    ],
    check: 'types',
    says: 'test/worker/handler-context.test.ts',
  },
  {
    name: 'the database of a tenant also runs statements outside a batch',
    edits: [
      replace(
        'src/db/tenant-db.ts',
        '  return {\n    async batch(statements, deadline = ofRequest) {\n',
        '  return {\n    ...{ query: run },\n    async batch(statements, deadline = ofRequest) {\n',
      ),
    ],
    check: { tests: ['test/worker/locks.test.ts'], named: 'offers only batches' },
    says: 'A TenantDb must offer only batch, which enters the tenant first.',
  },
]
