import type { z } from '@hono/zod-openapi'
import type { ApiKey } from '../api-keys/api-key.ts'
import { generateKey, type KeyMode, storedParts } from '../auth/key.ts'
import type { Role } from '../auth/policy.ts'
import type { RateLimitName } from '../limits/rate-limits.ts'
import { OperatorError, quote } from './operator-error.ts'
import { instantOf, type Query } from './query.ts'
import { unknownTenant } from './tenants.ts'

type StoredKey = z.infer<typeof ApiKey>

/** What may be shown of a key at any time. Times are RFC 3339 in UTC. */
export type Key = Omit<StoredKey, 'state' | 'last_used_at' | 'revoked_at' | 'replaced_by'>

/** A new key. Its text cannot be read again. */
export type NewKey = Key & { key: string }

/** A key in a tenant's list of keys. */
export type ListedKey = Omit<StoredKey, 'replaced_by'>

/** A revoked key and the slug of its tenant. */
export type RevokedKey = Key & { tenant: string; revoked_at: string }

/** A key with its new rate limit, and the slug of its tenant. */
export type LimitedKey = Key & { tenant: string }

/** A key to create; its values are valid. */
export type KeyRequest = {
  slug: string
  /** A test key belongs to the tenant's sandbox. */
  mode: KeyMode
  role: Role
  /** Required with the role customer, omitted otherwise. */
  customerId?: string
  scopes: readonly string[]
  /** RFC 3339; null or omitted for a key that does not expire. */
  expiresAt?: string | null
  name?: string | null
  rateLimit?: RateLimitName
}

const shown = `k.prefix, k.last_four, k.role, k.customer_id, k.scopes, k.rate_limit, k.name,
  ${instantOf('k.expires_at')} as expires_at, ${instantOf('k.created_at')} as created_at`

const modeOf = `case when tenant.sandbox_of is null then 'live' else 'test' end`

/**
 * Creates a key for a tenant or its sandbox.
 * @throws OperatorError for an unknown slug, or a customer that this tenant does not have.
 */
export async function createKey(query: Query, request: KeyRequest): Promise<NewKey> {
  const { slug, mode, role, customerId = null, scopes, expiresAt = null, name = null, rateLimit = 'standard' } = request
  const key = generateKey(mode)
  const { hash, prefix, lastFour } = await storedParts(key)

  const [row] = await query(
    `with tenant as (
       select tenant.id
         from public.tenants owner
         join public.tenants tenant on case when $2 = 'live' then tenant.id else tenant.sandbox_of end = owner.id
        where owner.slug = $1
     ), created as (
       insert into public.api_keys as k
         (tenant_id, key_hash, prefix, last_four, role, customer_id, scopes, expires_at, name, rate_limit)
       select tenant.id, decode($3, 'hex'), $4, $5, $6, $7::uuid, $8::text[], $9::timestamptz, $10, $11
         from tenant
        where $7::uuid is null
           or exists (select from public.customers c where c.tenant_id = tenant.id and c.id = $7::uuid)
       returning k.id, ${shown}
     )
     select created.* from tenant left join created on true`,
    [slug, mode, hash, prefix, lastFour, role, customerId, scopes, expiresAt, name, rateLimit],
  )
  if (!row) throw unknownTenant(slug)
  if (row.id === null) {
    const where = mode === 'live' ? `The tenant ${quote(slug)}` : `The sandbox of the tenant ${quote(slug)}`
    throw new OperatorError(`${where} has no customer ${customerId}.`)
  }
  const { id, ...others } = row
  return { id, key, mode, ...others } as NewKey
}

/**
 * All keys of a tenant and its sandbox, oldest first; never their texts or hashes.
 * @throws OperatorError for an unknown slug.
 */
export async function listKeys(query: Query, slug: string): Promise<ListedKey[]> {
  const rows = await query(
    `select k.id, ${modeOf} as mode, ${shown},
            case when k.revoked_at is not null then 'revoked'
                 when k.expires_at <= now() then 'expired' else 'active' end as state,
            ${instantOf('k.last_used_at')} as last_used_at, ${instantOf('k.revoked_at')} as revoked_at
       from public.tenants owner
       join public.tenants tenant on tenant.id = owner.id or tenant.sandbox_of = owner.id
       left join public.api_keys k on k.tenant_id = tenant.id
      where owner.slug = $1
      order by k.created_at, k.id`,
    [slug],
  )
  if (rows.length === 0) throw unknownTenant(slug)
  return rows.filter((row) => row.id !== null) as ListedKey[]
}

/**
 * Revokes a key immediately and permanently. Revoking it again does not change the time.
 * @param id a UUID in lower case.
 * @throws OperatorError if no key has this id.
 */
export async function revokeKey(query: Query, id: string): Promise<RevokedKey> {
  return change(query, id, 'revoked_at = coalesce(k.revoked_at, now())', `, ${instantOf('k.revoked_at')} as revoked_at`)
}

/**
 * Changes the rate limit of a key. It applies within about ten minutes, because isolates cache keys.
 * @param id a UUID in lower case.
 * @throws OperatorError if no key has this id.
 */
export async function setRateLimit(query: Query, id: string, rateLimit: RateLimitName): Promise<LimitedKey> {
  return change(query, id, 'rate_limit = $2', '', [rateLimit])
}

async function change<Changed>(query: Query, id: string, set: string, more: string, values: unknown[] = []) {
  const [row] = await query(
    `with changed as (
       update public.api_keys k set ${set} where k.id = $1 returning k.id, k.tenant_id, ${shown}${more}
     )
     select owner.slug as tenant, ${modeOf} as mode, changed.*
       from changed
       join public.tenants tenant on tenant.id = changed.tenant_id
       join public.tenants owner on owner.id = coalesce(tenant.sandbox_of, tenant.id)`,
    [id, ...values],
  )
  if (!row) throw new OperatorError(`No key ${id} exists. Use "key list <slug>" to see the ids.`)
  const { tenant_id: _, ...key } = row
  return { id, ...key } as Changed
}
