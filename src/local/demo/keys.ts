import { generateKey, hashKey, visibleParts } from '../../auth/key.ts'
import { type Clock, uuidAt } from './clock.ts'
import type { Row } from './parts.ts'
import type { DemoKey } from './tenant.ts'

/** A live key whose text is discarded; it exists only to be listed, rotated and revoked. */
export async function makeKey(key: DemoKey, tenantId: string, customers: readonly Row[], clock: Clock): Promise<Row> {
  const customer = key.customer ? customers.find(({ company_name }) => company_name === key.customer) : undefined
  if (key.customer && !customer) throw new Error(`The demo key "${key.name}" refers to a customer that does not exist.`)
  const text = generateKey('live')
  const { prefix, lastFour } = visibleParts(text)
  const created_at = clock(key.madeDaysAgo)
  return {
    tenant_id: tenantId,
    id: uuidAt(created_at),
    name: key.name,
    key_hash: `\\x${await hashKey(text)}`,
    prefix,
    last_four: lastFour,
    role: customer ? 'customer' : 'admin',
    customer_id: customer?.id ?? null,
    scopes: key.scopes,
    expires_at: key.expiredDaysAgo ? clock(key.expiredDaysAgo) : null,
    revoked_at: key.revokedDaysAgo ? clock(key.revokedDaysAgo) : null,
    last_used_at: clock(key.usedDaysAgo),
    created_at,
  }
}
