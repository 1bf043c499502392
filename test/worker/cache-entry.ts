import { hashKey } from '../../src/auth/key.ts'
import { bindings } from './harness.ts'

/** Stores a complete entry in KV, like that of an admin key with all scopes, with these changes. */
export async function cacheEntry(key: { id: string; key: string }, tenantId: string, changes: object = {}) {
  const entry = {
    ...{ tenantId, keyId: key.id, role: 'admin', customerId: null, scopes: ['*'], rateLimit: 'highest' },
    ...{ expiresAt: null, usedAt: new Date().toISOString(), ...changes },
  }
  await bindings.KEYS.put(`key:${await hashKey(key.key)}`, JSON.stringify(entry))
}
