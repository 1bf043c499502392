import type { IconName } from '../parts/icon.tsx'

export interface Place {
  label: string
  path: string
  icon: IconName
  /** Whether a gap precedes it in the menu. */
  gap?: boolean
}

/** The main menu, in order. */
export const PLACES = [
  { label: 'Customers', path: '/dashboard/customers', icon: 'customers' },
  { label: 'Subscriptions', path: '/dashboard/subscriptions', icon: 'subscriptions' },
  { label: 'Instances', path: '/dashboard/instances', icon: 'instances' },
  { label: 'Rules', path: '/dashboard/rules', icon: 'rules' },
  { label: 'API keys', path: '/dashboard/api-keys', icon: 'keys', gap: true },
  { label: 'Audit log', path: '/dashboard/audit-log', icon: 'audit' },
] as const satisfies Place[]

export type PlaceName = (typeof PLACES)[number]['label']
