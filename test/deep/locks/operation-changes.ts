import { after, replace, type SourceChange } from './source-change.ts'

const INDEX = 'src/audit-log/index.ts'
const LIST = 'src/audit-log/list.ts'
const DECLARE = 'Declare an operation with operation() in its own file and list it in the index.ts of its folder'
const POLICY = ['test/worker/policy.test.ts']

/** Lock 2: how operations are declared. */
export const OPERATION_CHANGES: SourceChange[] = [
  {
    name: 'an operation has no policy',
    edits: [replace(LIST, "operation(admin('audit-log:read'), route,", 'operation(route,')],
    check: 'types',
    says: 'Expected 3-4 arguments, but got 2.',
  },
  {
    name: 'an operation is not declared by operation()',
    edits: [
      replace(LIST, 'export const list = operation(', 'const guarded = operation('),
      after(
        LIST,
        "import { operation } from '../operation.ts'\n",
        'export const list = { guard: () => () => new Response() }\n',
      ),
    ],
    check: 'rules',
    says: 'src/audit-log/list.ts: list is not declared by operation()',
  },
  {
    name: 'the index of a resource has a handler of its own',
    edits: [
      after(
        INDEX,
        'export const auditLog = [',
        "\n  lazyRoute('get', '/v1/open', async () => ({ guard: () => () => new Response() }) as never),",
      ),
    ],
    check: 'rules',
    says: 'src/audit-log/index.ts: code that does not load an operation',
  },
  {
    name: 'the index of a resource builds an entry itself',
    edits: [after(INDEX, 'export const auditLog = [', "\n  Object.assign({ method: 'get', path: '/v1/open' }),")],
    check: 'rules',
    says: DECLARE,
  },
  {
    name: 'the list of operations has an entry of its own',
    edits: [replace('src/app.ts', '...subscriptions]', "...subscriptions, { method: 'get', path: '/v1/open', load }]")],
    check: 'rules',
    says: 'src/app.ts: something else in the list of operations',
  },
  {
    name: 'an operation that is in no list of the tests',
    edits: [
      after(
        INDEX,
        'export const auditLog = [',
        "\n  lazyRoute('get', '/v1/all' as '/v1/audit-log', async () => (await import('./list.ts')).list),",
      ),
    ],
    check: { tests: ['test/node/routes.test.ts'] },
    says: 'Declare an operation with operation() and add its route to OPERATION_ROUTES',
  },
  {
    name: 'a key without any scope may call an operation',
    edits: [
      replace(LIST, "admin('audit-log:read')", 'anyone()'),
      replace(LIST, 'import { admin }', 'import { anyone }'),
    ],
    check: { tests: POLICY, named: 'only one operation needs no scope' },
    says: 'only one operation needs no scope: the one that returns the calling API key',
  },
  {
    name: 'a customer-bound key may call an operation',
    edits: [
      replace(LIST, "admin('audit-log:read')", "anyRole('audit-log:read')"),
      replace(LIST, 'import { admin }', 'import { anyRole }'),
    ],
    check: { tests: ['test/node/docs-pages.test.ts'], named: 'lists exactly the operations' },
    says: 'lists exactly the operations of the OpenAPI document, each with its role and scope',
  },
  {
    name: 'the guard does not check the policy',
    edits: [replace('src/guard/guard.ts', '    authorize(caller, declared.policy)\n', '')],
    check: { tests: POLICY, named: 'createCustomer > rejects a missing scope' },
    says: 'rejects a missing scope at the edge, before the database is queried and before the body is read',
  },
  {
    name: 'the policy does not check the role',
    edits: [
      replace(
        'src/auth/policy.ts',
        "  if (!policy.roles.includes(caller.role)) throw new ApiError('admin_required')\n",
        '',
      ),
    ],
    check: { tests: POLICY, named: 'createCustomer > accepts a customer-bound key only if its policy allows it' },
    says: 'accepts a customer-bound key only if its policy allows it, and rejects others at the edge',
  },
]
