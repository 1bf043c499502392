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
  /** The tenant's external id and metadata of a customer, by company name. */
  notes: Readonly<Record<string, DemoNote>>
  /** Live keys besides the first. */
  keys: readonly DemoKey[]
  /** Its account at Stripe, where it has one. */
  stripeAccount?: string
  /** Companies with stored Stripe events and an audit log. */
  documented: readonly string[]
}

/** A tenant's own data on a customer. */
export type DemoNote = {
  external_id?: string
  metadata?: Readonly<Record<string, string | number | boolean>>
  /** Whether its last change was the archiving. */
  archived?: boolean
}

/** A key that was made through the API. */
export type DemoKey = {
  name: string
  /** The company that the key is bound to; an admin key if omitted. */
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
