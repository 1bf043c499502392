import type { Locality } from './localities.ts'

/** A tenant of the demo data, written as tables of values. */
export type DemoTenant = {
  slug: string
  name: string
  customers: readonly DemoCustomer[]
  sandboxCustomers: readonly DemoCustomer[]
  /** Rules of the whole tenant. */
  defaultRules: readonly DemoRule[]
  /** Rules of one customer, by its company name. */
  rules: Readonly<Record<string, readonly DemoRule[]>>
}

/**
 * Subscriptions are `<status>/<tier>`, the oldest first; `/ending` marks one that will not be renewed.
 * Instances are `<agent>/<status>`, the oldest first.
 */
export type DemoCustomer = readonly [
  company: string | null,
  email: string | null,
  industry: string | null,
  locality: Locality,
  createdDaysAgo: number,
  changedDaysAgo: number | null,
  subscriptions: string,
  instances: string,
]

/** Conditions are `{field, operator, value}`, actions `{type, …}`. */
export type DemoRule = {
  rule_key: string | null
  name: string
  description?: string
  trigger_event: string
  conditions?: readonly { field: string; operator: string; value: unknown }[]
  actions: readonly { type: string; [setting: string]: unknown }[]
  priority?: number
  cooldown_seconds?: number
  is_active?: boolean
  /** Name of the customer's agent that the rule is about. */
  agent?: string
  /** How often it has been triggered. */
  triggered?: number
}
