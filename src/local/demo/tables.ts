import type { Row } from './parts.ts'

/** In an order in which their rows can be inserted. */
export const TABLES = [
  'customers',
  'subscriptions',
  'instances',
  'instance_transitions',
  'rules',
  'api_keys',
  'stripe_events',
  'audit_log',
] as const

/** Rows by table. In one table all have the same columns. */
export type Rows = Record<(typeof TABLES)[number], Row[]>
