import { replace, type SourceChange } from './source-change.ts'

const SESSION = 'migrations/0002_session.sql'
const ENTER = 'migrations/0013_enter.sql'
const IDEMPOTENCY = 'migrations/0014_idempotency.sql'

/** What the seal covers, in the function that computes it. */
const COVERED = 'p_tenant_id, p_role, p_customer_id, p_key_id, length(p_operation), p_operation, p_idempotency_key)'

/** Leaves a value out of the seal. */
const unsealed = (value: string) => [
  replace(SESSION, COVERED, COVERED.replaceAll(new RegExp(`\\b${value}\\b`, 'g'), "''")),
]

/** Changes of a migration, the test file that notices, and the name of a test that fails. */
const CHANGES: [name: string, edits: SourceChange['edits'], file: string, test: string][] = [
  [
    'the seal is not checked',
    [replace(SESSION, "current_setting('app.seal', true) = app.seal_of(", 'null is distinct from app.seal_of(')],
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
  [
    'the seal does not cover the idempotency key',
    unsealed('p_idempotency_key'),
    'seal',
    'after it changed app.idempotency_key',
  ],
  [
    'a transaction needs no operation',
    [replace(SESSION, "current_setting('app.operation', true) <> '' and", 'true and')],
    'seal',
    'sees nothing without the name of its operation',
  ],
  [
    'a Stripe event needs no secret',
    [replace(ENTER, 's.hash = sha256(p_proof)) then', 'true) then')],
    'seal',
    'by entering for a Stripe account without the signing secret',
  ],
  [
    'a key that lacks the scope enters',
    [replace(ENTER, "when p_scope is not null and not k.scopes && array['*', p_scope] then", 'when false then')],
    'seal',
    'enters only with the scope and a role',
  ],
  [
    'a key with another role enters',
    [replace(ENTER, 'when k.role <> all (p_roles) then', 'when false then')],
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
    [
      replace(
        ENTER,
        'case when tenant.suspended_at is not null or owner.suspended_at is not null then',
        'case when false then',
      ),
    ],
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
        'where s.tenant_id = found_key.tenant_id and s.operation = p_operation',
        'where s.operation = p_operation',
      ),
    ],
    'seal',
    'reads a stored result only of its tenant',
  ],
  [
    'a stored result is returned to a key that may not run the operation',
    [replace(IDEMPOTENCY, 'found_key.tenant_id, p_scope, p_roles,', "found_key.tenant_id, null, '{admin,customer}',")],
    'seal',
    'reads a stored result only of its tenant',
  ],
  [
    'a transaction that read a stored result acts for the tenant',
    [
      replace(
        IDEMPOTENCY,
        '  if stored.fingerprint is null then',
        `  perform app.act_for(c.seal_key, c.tenant_id, c.role, c.customer_id, c.key_id, p_operation, '');
  if stored.fingerprint is null then`,
      ),
    ],
    'seal',
    'by reading the stored result of the request that revoked its key',
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
    return {
      name,
      edits,
      check: { tests: [`test/${file === 'catalog' ? 'node' : 'worker'}/${file}.test.ts`], named },
      says,
    }
  }),
  {
    name: 'what a transaction sets outlives it',
    edits: [
      replace(
        SESSION,
        "set_config('app.operation', p_operation, true)",
        "set_config('app.operation', p_operation, false)",
      ),
    ],
    check: { tests: ['test/node/transaction-settings.test.ts'] },
    says: 'Set it with set_config(…, …, true), so that the next transaction does not act for this tenant.',
  },
]
