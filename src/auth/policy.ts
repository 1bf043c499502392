import { ApiError } from '../errors/api-error.ts'
import type { RateLimitName } from '../limits/rate-limits.ts'

/** Resources that scopes refer to. A scope is `<resource>:<read|write>`, or `*` for all scopes. */
export const RESOURCES = ['customers', 'subscriptions', 'instances', 'rules', 'api-keys', 'audit-log'] as const
export type Resource = (typeof RESOURCES)[number]
export type Scope = `${Resource}:${'read' | 'write'}`
/** Every scope that a key can hold. */
export const SCOPES = [
  '*',
  ...RESOURCES.flatMap((resource): Scope[] => [`${resource}:read`, `${resource}:write`]),
] as const
export const ROLES = ['admin', 'customer'] as const
export type Role = (typeof ROLES)[number]

/** The caller behind a key, as stored in the database. */
export interface Caller {
  tenantId: string
  keyId: string
  role: Role
  /** The one customer that a key of role `customer` is bound to. */
  customerId: string | null
  scopes: string[]
  rateLimit: RateLimitName
  /** RFC 3339, or null for a key that does not expire. */
  expiresAt: string | null
}

/** Who may call an operation. Not optional, so that no operation is open by omission. */
export interface Policy {
  roles: readonly Role[]
  /** Null for an operation that any active key may call. */
  scope: Scope | null
}

/** Allows admin keys that hold the scope. */
export function admin(scope: Scope): Policy {
  return { roles: ['admin'], scope }
}

/** Allows admin keys and customer-bound keys that hold the scope; the latter see only their own customer. */
export function anyRole(scope: Scope): Policy {
  return { roles: ['admin', 'customer'], scope }
}

/** Allows admin keys, whatever their scopes. Only for a page that leaves out what the key cannot read. */
export function anyAdmin(): Policy {
  return { roles: ['admin'], scope: null }
}

/** Allows any active key, regardless of role and scopes. Only for reading the key itself. */
export function anyone(): Policy {
  return { roles: ['admin', 'customer'], scope: null }
}

/** Whether operations with this policy change data. */
export function changesData({ scope }: Policy): boolean {
  return scope?.endsWith(':write') ?? false
}

/** `write` does not include `read`: a key that only creates sign-ups does not need to list them. */
export function authorize(caller: Caller, policy: Policy): void {
  if (!policy.roles.includes(caller.role)) throw new ApiError('admin_required')
  if (policy.scope && !holds(caller, policy.scope)) {
    throw new ApiError('insufficient_scope', { detail: `The key lacks the scope ${policy.scope}.` })
  }
}

/** Whether the caller may see stored data of a resource; for operations that require a different scope. */
export function mayRead(caller: Caller, resource: Resource): boolean {
  return holds(caller, `${resource}:read`)
}

/** Whether the value is a scope that a key can hold. */
export function isScope(value: unknown): boolean {
  return (SCOPES as readonly unknown[]).includes(value)
}

/** Whether a key with these scopes holds one. */
export function holds({ scopes }: { scopes: readonly string[] }, scope: Scope): boolean {
  return scopes.includes('*') || scopes.includes(scope)
}
