import type { Locality } from './localities.ts'

/** A tenant of the demo data, written as tables of values. */
export type DemoTenant = {
  slug: string
  name: string
  createdDaysAgo: number
  customers: readonly DemoCustomer[]
  sandboxCustomers: readonly DemoCustomer[]
  /** Rules of the whole tenant. */
  defaultRules: readonly DemoRule[]
  /** Rules of one customer, by its company name. */
  rules: Readonly<Record<string, readonly DemoRule[]>>
  /** What the tenant noted of a customer, by its company name. */
  notes: Readonly<Record<string, DemoNote>>
  /** Live keys besides the first. */
  keys: readonly DemoKey[]
  /** Its account at Stripe, where it has one. */
  stripeAccount?: string
  /** Companies of which Stripe's events and the audit log are kept. */
  documented: readonly string[]
}

/** A tenant's own words about a customer. */
export type DemoNote = {
  external_id?: string
  metadata?: Readonly<Record<string, string | number | boolean>>
  /** Its last change was that it was archived. */
  archived?: boolean
}

/** A key that was made through the API. */
export type DemoKey = {
  name: string
  /** The company that it is bound to; an admin's without one. */
  customer?: string
  scopes: readonly string[]
  madeDaysAgo: number
  usedDaysAgo: number
  expiredDaysAgo?: number
  revokedDaysAgo?: number
}

/** A customer, with what it has in the order of time. */
export type DemoCustomer = {
  company: string | null
  email: string | null
  industry: string | null
  locality: Locality
  createdDaysAgo: number
  /** Null for one that never changed. */
  changedDaysAgo: number | null
  /** `<status>/<tier>`, with `/ending` for one that will not be renewed. */
  subscriptions: readonly string[]
  /** `<agent>/<status>` */
  instances: readonly string[]
}

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
