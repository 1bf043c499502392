import { replace, type SourceChange } from './source-change.ts'

const SESSION = 'migrations/0002_session.sql'
const ENTER = 'migrations/0013_enter.sql'
const IDEMPOTENCY = 'migrations/0014_idempotency.sql'

/** Leaves a setting out of the signature. */
const unsigned = (text: string) => [replace(SESSION, text, 'null')]
const setting = (name: string) => `current_setting('app.${name}', true)`

/** Changes of a migration, the test file that notices, and the name of a test that fails. */
const CHANGES: [name: string, edits: SourceChange['edits'], file: string, test: string][] = [
  [
    'the seal is not checked',
    [replace(SESSION, `if ${setting('seal')} = app.signature() then`, 'if true then')],
    'seal',
    'by setting the tenant and the role itself',
  ],
  [
    'the seal holds for the next transaction',
    unsigned('extract(epoch from now())'),
    'seal',
    'with the seal of an earlier',
  ],
  [
    'the seal does not cover the tenant',
    [replace(SESSION, `extract(epoch from now()), ${setting('tenant_id')},`, 'extract(epoch from now()), null,')],
    'seal',
    'after it changed app.tenant_id',
  ],
  [
    'the seal does not cover the role',
    [replace(SESSION, `${setting('role')}, ${setting('customer_id')}`, `null, ${setting('customer_id')}`)],
    'seal',
    'after it changed app.role',
  ],
  [
    'the seal does not cover the customer',
    [replace(SESSION, `${setting('role')}, ${setting('customer_id')}`, `${setting('role')}, null`)],
    'seal',
    'after it changed app.customer_id',
  ],
  [
    'the seal does not cover the operation',
    [replace(SESSION, `${setting('operation')}, ${setting('idempotency_key')}`, `null, ${setting('idempotency_key')}`)],
    'seal',
    'after it changed app.operation',
  ],
  [
    'a transaction needs no operation',
    [replace(SESSION, "if coalesce(p_operation, '') = '' then", 'if false then')],
    'seal',
    'needs the name of its operation',
  ],
  [
    'a Stripe event needs no secret',
    [replace(ENTER, 's.hash = sha256(p_proof)) then', 'true) then')],
    'seal',
    'by entering for a Stripe account without the signing secret',
  ],
  [
    'a key that lacks the scope enters',
    [replace(ENTER, "elsif not scopes && array['*', p_scope] and p_scope is not null then", 'elsif false then')],
    'seal',
    'enters only with the scope and a role',
  ],
  [
    'a key with another role enters',
    [replace(ENTER, 'elsif role <> all (p_roles) then', 'elsif false then')],
    'seal',
    'enters only with the scope and a role',
  ],
  [
    'a revoked key enters',
    [replace(ENTER, '     and (k.revoked_at is null or k.revoked_at = p_ended_at)\n', '')],
    'locks',
    'a revoked key stops a batch before its first statement',
  ],
  [
    'a key enters another tenant',
    [replace(ENTER, 'where k.key_hash = p_key_hash and k.tenant_id = p_tenant_id', 'where k.key_hash = p_key_hash')],
    'locks',
    'a key cannot enter another tenant',
  ],
  [
    'a suspended tenant enters',
    [replace(ENTER, 'elsif is_suspended then', 'elsif false then')],
    'keys',
    'a suspended tenant and its sandbox are rejected',
  ],
  [
    'an expired key enters',
    [replace(ENTER, '(k.expires_at is null or k.expires_at > now()\n', '(true\n')],
    'keys',
    'a key that expires sooner than its cache entry says is rejected by the database',
  ],
  [
    'a customer-bound key searches all customers',
    [replace('migrations/0004_customers.sql', '  if not app.is_admin() then\n', '  if false then\n')],
    'customers-search-many',
    'returns nothing without a tenant or for a customer-bound key',
  ],
  [
    'a stored result is written to a tenant that was not entered',
    [replace(IDEMPOTENCY, 's.tenant_id = app.entered_tenant() and', 's.tenant_id = app.tenant_id() and')],
    'seal',
    'stores a result only for the tenant that it has entered',
  ],
  [
    'a stored result is returned to another tenant',
    [
      replace(
        IDEMPOTENCY,
        'on s.tenant_id = k.tenant_id and s.operation = p_operation',
        'on s.operation = p_operation',
      ),
    ],
    'seal',
    'reads a stored result only of its tenant',
  ],
  [
    'a stored result is returned to a key that may not run the operation',
    [
      replace(
        IDEMPOTENCY,
        'p_key_hash, stored.tenant_id, p_scope, p_roles,\n',
        "p_key_hash, stored.tenant_id, null, '{admin,customer}',\n",
      ),
    ],
    'seal',
    'reads a stored result only of its tenant',
  ],
  [
    'a revoked key is found',
    [replace('migrations/0008_api_keys.sql', 'select k.* where k.revoked_at is null and', 'select k.* where')],
    'locks',
    'and none with revoked_at = now',
  ],
  [
    'row-level security is not forced',
    [replace(SESSION, 'enable row level security, force row level security', 'enable row level security')],
    'catalog',
    '`call app.protect(…)` sets both.',
  ],
  [
    'functions can be executed by everyone',
    [replace('migrations/0001_roles.sql', 'alter default privileges revoke execute on functions from public;', '')],
    'catalog',
    'Revoke in the migration what is not needed',
  ],
]

/** Locks 4 to 6, in the migrations. */
export const SESSION_CHANGES = [
  ...CHANGES.map(([name, edits, file, says]): SourceChange => {
    const named = file === 'catalog' ? undefined : says
    return { name, edits, check: { tests: [`test/worker/${file}.test.ts`], named }, says }
  }),
  {
    name: 'what a transaction sets outlives it',
    edits: [replace(SESSION, "set_config('app.seal', app.signature(), true)", "set_config('app.seal', 'x', false)")],
    check: { tests: ['test/node/transaction-settings.test.ts'] },
    says: 'Set it with set_config(…, …, true), so that the next transaction does not act for this tenant.',
  },
]
