import { replace, type SourceChange } from './source-change.ts'

const ENTER = 'migrations/0013_enter.sql'
const IDEMPOTENCY = 'migrations/0014_idempotency.sql'

/** A change to a migration, the test file that detects it, and the name of a test that fails. */
export type MigrationChange = [name: string, edits: SourceChange['edits'], file: string, test: string]

/** Who can enter a tenant, and whose stored results are returned. */
export const ENTERING_CHANGES: MigrationChange[] = [
  [
    'a Stripe event needs no secret',
    [replace(ENTER, 's.hash = sha256(p_proof)) then', 'true) then')],
    'seal',
    'by entering for a Stripe account without the signing secret',
  ],
  [
    'a key that lacks the scope enters',
    [replace(ENTER, "when p_scope is not null and not k.scopes && array['*', p_scope] then", 'when false then')],
    'seal-transactions',
    'enters only with the scope and a role',
  ],
  [
    'a key with another role enters',
    [replace(ENTER, 'when k.role <> all (p_roles) then', 'when false then')],
    'seal-transactions',
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
    'a customer-bound key claims an idempotency key',
    [replace(ENTER, "if c.role <> 'admin' then", 'if false then')],
    'seal-transactions',
    'claims an idempotency key only with an admin key',
  ],
  [
    'a revoked key can be made active again',
    [replace('migrations/0008_api_keys.sql', 'when (old.revoked_at is not null and', 'when (false and')],
    'seal-transactions',
    'cannot make a revoked key active again',
  ],
  [
    'a stored result is written to a tenant that was not entered',
    [replace(IDEMPOTENCY, 's.tenant_id = app.entered_tenant() and', 's.tenant_id = app.tenant_id() and')],
    'seal-transactions',
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
    'seal-transactions',
    'reads a stored result only of its tenant',
  ],
  [
    'a stored result is returned to a key that may not run the operation',
    [replace(IDEMPOTENCY, 'found_key.tenant_id, p_scope, p_roles,', "found_key.tenant_id, null, '{admin,customer}',")],
    'seal-transactions',
    'reads a stored result only of its tenant',
  ],
  [
    'a stored result is returned after 24 hours',
    [replace(IDEMPOTENCY, "\n     and s.created_at > now() - interval '24 hours'", '')],
    'seal-transactions',
    'reads no stored result after 24 hours',
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
]
