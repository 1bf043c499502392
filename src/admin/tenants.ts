import { generateKey, storedParts } from '../auth/key.ts'
import type { RateLimitName } from '../limits/rate-limits.ts'
import { OperatorError, quote } from './operator-error.ts'
import { instantOf, type Query } from './query.ts'

/** A new tenant with its sandbox and the first key of each. The key texts cannot be read again. */
export type NewTenant = {
  tenant: { id: string; slug: string; name: string }
  sandbox: { id: string }
  keys: Record<'live' | 'test', { id: string; key: string }>
}

/** Times are RFC 3339 in UTC; `suspended_at` is null unless the tenant is suspended. */
export type Tenant = { id: string; slug: string; name: string; suspended_at: string | null }

/** A tenant in the list of tenants. `stripe_account_id` is null unless the tenant is connected to Stripe. */
export type ListedTenant = Tenant & {
  sandbox_id: string
  stripe_account_id: string | null
  link_by_email: boolean
  created_at: string
}

/** A tenant to create; its values are valid. */
export type TenantRequest = {
  slug: string
  name: string
  /** Rate limit of both keys. */
  rateLimit?: RateLimitName
}

/**
 * Creates a tenant, its sandbox and an admin key for each, all or nothing.
 * @throws OperatorError if another tenant has the slug.
 */
export async function createTenant(
  query: Query,
  { slug, name, rateLimit = 'standard' }: TenantRequest,
): Promise<NewTenant> {
  const keys = { live: generateKey('live'), test: generateKey('test') }
  const [live, test] = await Promise.all([storedParts(keys.live), storedParts(keys.test)])

  const [row] = await query(
    `with live as (
       insert into public.tenants (slug, name) values ($1, $2) on conflict (slug) do nothing returning id
     ), sandbox as (
       insert into public.tenants (name, sandbox_of) select $2, id from live returning id
     ), live_key as (
       insert into public.api_keys (tenant_id, name, key_hash, prefix, last_four, rate_limit)
       select id, 'first live key', decode($3, 'hex'), $4, $5, $9 from live returning id
     ), test_key as (
       insert into public.api_keys (tenant_id, name, key_hash, prefix, last_four, rate_limit)
       select id, 'first test key', decode($6, 'hex'), $7, $8, $9 from sandbox returning id
     )
     select live.id, sandbox.id as sandbox_id, live_key.id as live_key_id, test_key.id as test_key_id
       from live, sandbox, live_key, test_key`,
    [slug, name, live.hash, live.prefix, live.lastFour, test.hash, test.prefix, test.lastFour, rateLimit],
  )
  if (!row) throw new OperatorError(`A tenant ${quote(slug)} already exists. Choose another slug.`)
  return {
    tenant: { id: String(row.id), slug, name },
    sandbox: { id: String(row.sandbox_id) },
    keys: {
      live: { id: String(row.live_key_id), key: keys.live },
      test: { id: String(row.test_key_id), key: keys.test },
    },
  }
}

/** All tenants, oldest first. Each sandbox is listed with its tenant. */
export async function listTenants(query: Query): Promise<ListedTenant[]> {
  const rows = await query(
    `select tenant.id, tenant.slug, tenant.name, sandbox.id as sandbox_id,
            tenant.stripe_account_id, tenant.stripe_link_by_email as link_by_email,
            ${instantOf('tenant.suspended_at')} as suspended_at,
            ${instantOf('tenant.created_at')} as created_at
       from public.tenants tenant
       left join public.tenants sandbox on sandbox.sandbox_of = tenant.id
      where tenant.sandbox_of is null
      order by tenant.created_at, tenant.id`,
  )
  return rows as ListedTenant[]
}

/**
 * Rejects the keys of the tenant and its sandbox from now on. Suspending it again does not change the
 * time.
 * @throws OperatorError for an unknown slug.
 */
export async function suspendTenant(query: Query, slug: string): Promise<Tenant> {
  return setSuspension(query, slug, 'coalesce(suspended_at, now())')
}

/**
 * Serves the tenant and its sandbox again from now on; no effect on a tenant that is not suspended.
 * @throws OperatorError for an unknown slug.
 */
export async function resumeTenant(query: Query, slug: string): Promise<Tenant> {
  return setSuspension(query, slug, 'null')
}

/** The error for an unknown slug. */
export function unknownTenant(slug: string): OperatorError {
  return new OperatorError(`No tenant ${quote(slug)} exists. Use "tenant list" to see the slugs.`)
}

async function setSuspension(query: Query, slug: string, value: string): Promise<Tenant> {
  const [row] = await query(
    `update public.tenants set suspended_at = ${value} where slug = $1
     returning id, slug, name, ${instantOf('suspended_at')} as suspended_at`,
    [slug],
  )
  if (!row) throw unknownTenant(slug)
  return row as Tenant
}
