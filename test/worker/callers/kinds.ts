import { revokeKey } from '../../../src/admin/keys.ts'
import { suspendTenant } from '../../../src/admin/tenants.ts'
import { generateKey, hashKey } from '../../../src/auth/key.ts'
import { SCOPES } from '../../../src/auth/policy.ts'
import { newTenant, operator, type Tenant } from '../harness.ts'
import { sign } from '../stripe.ts'
import type { Published } from './published.ts'

/** What a caller is built from: the tenant that owns the resources in the request, and the request itself. */
export interface Target {
  operation: Published
  tenant: Tenant
  /** The customer in the request. */
  customer: string
  /** The body of the request. */
  body: string
}

/**
 * A kind of caller: the headers that authenticate it, and the outcome of its request to an operation that needs a key,
 * depending on who has access and on whether the request names resources of the tenant.
 */
export interface Kind {
  name: string
  headers: (target: Target) => Promise<Record<string, string>>
  expected: (operation: { access: NonNullable<Published['access']>; hasIds: boolean }) => string
}

const REJECTED = () => '401 unauthenticated'
const SERVED = () => '2xx'
const key = (text: string) => ({ 'X-Api-Key': text })

const scopesOf = ({ access }: Published) => (access?.scope ? [access.scope] : [])
/** A key with the required scope and nothing else. */
const enough = async ({ tenant, operation }: Target) => tenant.key({ scopes: scopesOf(operation) })
const live = ({ tenant }: Target) => tenant.keys.live.key

/** A key that holds the scope, and its successor, which replaces it after the grace period. */
async function rotated(target: Target, grace_seconds: number) {
  const { id, key: text } = await enough(target)
  const { status } = await target.tenant.post(`/v1/api-keys/${id}/rotate`, { grace_seconds })
  if (status !== 201) throw new Error(`the key was not rotated: ${status}`)
  return key(text)
}

async function suspended(mode: 'live' | 'test') {
  const tenant = await newTenant()
  await suspendTenant(operator, tenant.slug)
  return key(tenant.keys[mode].key)
}

async function bound({ tenant, operation }: Target, customerId: string) {
  return key((await tenant.key({ role: 'customer', customerId, scopes: scopesOf(operation) })).key)
}

/** Callers without a valid key. */
const UNKNOWN: [string, (target: Target) => Promise<Record<string, string>>][] = [
  ['no key', async () => ({})],
  ['an empty key', async () => key('')],
  ['a malformed key', async () => key('hc_live_nonsense')],
  [
    'a key with a wrong checksum',
    async (target) => key(live(target).replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
  ],
  ['a key of the other mode', async (target) => key(live(target).replace('live', 'test'))],
  ['an unknown key', async () => key(generateKey('live'))],
  ['the hash of a key', async (target) => key(await hashKey(live(target)))],
  [
    'a revoked key',
    async (target) => {
      const { id, key: text } = await enough(target)
      await revokeKey(operator, id)
      return key(text)
    },
  ],
  ['an expired key', async (target) => key((await target.tenant.key({ expiresAt: '2020-01-01T00:00:00Z' })).key)],
  ['a replaced key', (target) => rotated(target, 0)],
  ['two different keys', async (target) => ({ ...key(live(target)), Authorization: `Bearer ${generateKey('live')}` })],
  ['a key in the scheme Basic', async (target) => ({ Authorization: `Basic ${btoa(`${live(target)}:`)}` })],
  ['a key in the scheme Token', async (target) => ({ Authorization: `Token ${live(target)}` })],
  ['a key without a scheme', async (target) => ({ Authorization: live(target) })],
  ['a scheme in X-Api-Key', async (target) => key(`Bearer ${live(target)}`)],
  ['a key in a cookie', async (target) => ({ Cookie: `X-Api-Key=${live(target)}` })],
  ['a signature of Stripe', async ({ body }) => ({ 'Stripe-Signature': await sign(body) })],
]

/** Every kind of caller. */
export const KINDS: readonly Kind[] = [
  ...UNKNOWN.map(([name, headers]) => ({ name, headers, expected: REJECTED })),
  { name: 'a key of a suspended tenant', headers: () => suspended('live'), expected: () => '403 tenant_suspended' },
  {
    name: 'a test key of a suspended tenant',
    headers: () => suspended('test'),
    expected: () => '403 tenant_suspended',
  },
  {
    name: 'a key without scopes',
    headers: async ({ tenant }) => key((await tenant.key({ scopes: [] })).key),
    expected: ({ access }) => (access.scope ? '403 insufficient_scope' : '2xx'),
  },
  {
    name: 'a key with every scope but the required one',
    async headers({ tenant, operation }) {
      const scopes = SCOPES.filter((scope) => scope !== '*' && !scopesOf(operation).includes(scope))
      return key((await tenant.key({ scopes })).key)
    },
    expected: ({ access }) => (access.scope ? '403 insufficient_scope' : '2xx'),
  },
  {
    name: 'a key with only the required scope',
    headers: async (target) => key((await enough(target)).key),
    expected: SERVED,
  },
  {
    name: 'a key with only the required scope as a Bearer token',
    headers: async (target) => ({ Authorization: `Bearer ${(await enough(target)).key}` }),
    expected: SERVED,
  },
  { name: 'a rotated key in its grace period', headers: (target) => rotated(target, 3600), expected: SERVED },
  {
    name: 'a key of the customer',
    headers: (target) => bound(target, target.customer),
    expected: ({ access }) => (access.adminOnly ? '403 admin_required' : '2xx'),
  },
  {
    name: 'a key of another customer',
    headers: async (target) => bound(target, (await target.tenant.customer()).id),
    expected: ({ access, hasIds }) => (access.adminOnly ? '403 admin_required' : hasIds ? '404 not_found' : '2xx'),
  },
  {
    name: 'a key of another tenant',
    headers: async () => key((await newTenant()).keys.live.key),
    expected: ({ hasIds }) => (hasIds ? '404 not_found' : '2xx'),
  },
  {
    name: 'a key of the tenant’s sandbox',
    headers: async ({ tenant }) => key(tenant.keys.test.key),
    expected: ({ hasIds }) => (hasIds ? '404 not_found' : '2xx'),
  },
]
