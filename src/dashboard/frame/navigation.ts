import { holds, type Scope } from '../../auth/policy.ts'
import type { IconName } from '../parts/icon.tsx'
import { keyOf, type Visit } from '../visit.ts'

export interface Place {
  label: string
  path: string
  icon: IconName
  /** A key needs one of these scopes to see the entry. */
  scopes: readonly Scope[]
  /** Whether a gap precedes it in the menu. */
  gap?: boolean
}

/** What the overview counts. */
const COUNTED = ['customers:read', 'subscriptions:read', 'instances:read'] as const

/** The main menu, in order. */
export const PLACES = [
  { label: 'Overview', path: '/dashboard/overview', icon: 'overview', scopes: COUNTED },
  { label: 'Customers', path: '/dashboard/customers', icon: 'customers', scopes: ['customers:read'] },
  { label: 'Subscriptions', path: '/dashboard/subscriptions', icon: 'subscriptions', scopes: ['subscriptions:read'] },
  { label: 'Instances', path: '/dashboard/instances', icon: 'instances', scopes: ['instances:read'] },
  { label: 'Rules', path: '/dashboard/rules', icon: 'rules', scopes: ['rules:read'] },
  { label: 'API keys', path: '/dashboard/api-keys', icon: 'keys', gap: true, scopes: ['api-keys:read'] },
  { label: 'Audit log', path: '/dashboard/audit-log', icon: 'audit', scopes: ['audit-log:read'] },
] as const satisfies Place[]

export type PlaceName = (typeof PLACES)[number]['label']

/** The entries that the key of the session may open. */
export function placesOf(visit: Visit): readonly Place[] {
  const key = keyOf(visit)
  return key ? PLACES.filter(({ scopes }) => scopes.some((scope) => holds(key, scope))) : []
}

/** The entry of the main menu that a path belongs to. */
export function placeAt(path: string): (typeof PLACES)[number] | undefined {
  return PLACES.find((place) => path === place.path || path.startsWith(`${place.path}/`))
}
