import { ENTERING_CHANGES, type MigrationChange } from './entering-changes.ts'
import { replace, type SourceChange } from './source-change.ts'

const SESSION = 'migrations/0002_session.sql'

/** What the seal covers, in the function that computes it. */
const COVERED = 'p_tenant_id, p_role, p_customer_id, p_key_id, p_operation, p_idempotency_key, p_request_id]'

/** Where `app.entered_tenant` checks the seal. */
const SEALED = `   where current_setting('app.role', true) = 'admin' and app.is_sealed(s.key)`
/** Leaves a value out of the seal. */
const unsealed = (value: string) => [
  replace(SESSION, COVERED, COVERED.replaceAll(new RegExp(`\\b${value}\\b`, 'g'), "''")),
]

const CHANGES: MigrationChange[] = [
  [
    'the seal is not checked',
    [replace(SESSION, SEALED, SEALED.replace('app.is_sealed(s.key)', 'true'))],
    'seal',
    'by setting the tenant and the role itself',
  ],
  [
    'the seal holds for the next transaction',
    [replace(SESSION, ' || timestamptz_send(now())', '')],
    'seal',
    'with the seal of an earlier',
  ],
  ['the seal does not cover the tenant', unsealed('p_tenant_id'), 'seal', 'after it changed app.tenant_id'],
  ['the seal does not cover the role', unsealed('p_role'), 'seal', 'after it changed app.role'],
  ['the seal does not cover the customer', unsealed('p_customer_id'), 'seal', 'after it changed app.customer_id'],
  ['the seal does not cover the key', unsealed('p_key_id'), 'seal', 'after it changed app.key_id'],
  ['the seal does not cover the operation', unsealed('p_operation'), 'seal', 'after it changed app.operation'],
  ['the seal does not cover the request', unsealed('p_request_id'), 'seal', 'after it changed app.request_id'],
  [
    'a customer-bound key enters like an admin key',
    [replace(SESSION, SEALED, SEALED.replace("current_setting('app.role', true) = 'admin'", 'true'))],
    'seal',
    'in a statement that changes app.role',
  ],
  [
    'a change is audited without its seal',
    [replace('migrations/0009_audit_log.sql', 'if app.entered_tenant() is null then', 'if false then')],
    'seal-transactions',
    'changes nothing if the audit entry would be missing or wrong',
  ],
  [
    'the seal does not cover the idempotency key',
    unsealed('p_idempotency_key'),
    'seal',
    'after it changed app.idempotency_key',
  ],
  [
    'a transaction needs no operation',
    [replace(SESSION, "return current_setting('app.operation', true) <> '' and", 'return')],
    'seal-transactions',
    'sees nothing without the name of its operation',
  ],
  [
    'a query can test rows before the policy does',
    [
      replace(
        SESSION,
        "'(tenant_id, true) = (select entered.id, entered.id is not null from",
        "'(tenant_id) = (select entered.id from",
      ),
    ],
    'side-channels',
    'a choice',
  ],
  [
    'a statement that switches its role is not audited',
    [
      replace(
        'migrations/0009_audit_log.sql',
        "current_user in ('api_login', 'api_tenant', 'api_customer')",
        "current_user = 'api_tenant'",
      ),
    ],
    'seal-transactions',
    'changes nothing in a statement that switches its role',
  ],
  ...ENTERING_CHANGES,
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

const LIMITS = 'Set statement_timeout, lock_timeout and transaction_timeout in app.act_for'

/** Changes that a test in Node notices. */
const CONNECTION_CHANGES = (
  [
    [
      'the seal holds for another connection',
      replace(SESSION, 'int4send(pg_backend_pid()) || ', ''),
      'seal-connection',
      'app.seal_of must cover pg_backend_pid()',
    ],
    [
      'a seal holds longer than a request takes',
      replace(SESSION, " and clock_timestamp() < now() + interval '10 seconds'", ''),
      'seal-connection',
      'a seal is worth nothing after ten seconds',
    ],
    [
      'what a transaction sets outlives it',
      replace(
        SESSION,
        "set_config('app.operation', p_operation, true)",
        "set_config('app.operation', p_operation, false)",
      ),
      'transaction-settings',
      'Set it with set_config(…, …, true), so that the next transaction does not act for this tenant.',
    ],
    [
      'a statement has no time limit',
      replace(SESSION, "set_config('statement_timeout', '3s', true), ", ''),
      'transaction-settings',
      LIMITS,
    ],
    [
      'a lock has no time limit',
      replace(SESSION, ", set_config('lock_timeout', p_lock_timeout, true)", ''),
      'transaction-settings',
      LIMITS,
    ],
    [
      'a transaction has no time limit',
      replace(SESSION, ", set_config('transaction_timeout', '3500ms', true)", ''),
      'transaction-settings',
      LIMITS,
    ],
    [
      'a transaction keeps the time limit with which it began',
      replace(SESSION, "set_config('transaction_timeout', '0', true), ", ''),
      'transaction-settings',
      LIMITS,
    ],
  ] as const
).map(([name, edit, file, says]): SourceChange => {
  return { name, edits: [edit], check: { tests: [`test/node/${file}.test.ts`] }, says }
})

/** Locks 4 to 6, in the migrations. */
export const SESSION_CHANGES = [
  ...CHANGES.map(([name, edits, file, says]): SourceChange => {
    const named = file === 'catalog' ? undefined : says
    return {
      name,
      edits,
      check: { tests: [`test/${file === 'catalog' ? 'node' : 'worker'}/${file}.test.ts`], named },
      says,
    }
  }),
  ...CONNECTION_CHANGES,
]
