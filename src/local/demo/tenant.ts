import type { DemoCustomer } from './customer-table.ts'

/** The demo data of a tenant. `rules` and `notes` belong to one customer each, by company name. */
export type DemoTenant = {
  slug: string
  name: string
  createdDaysAgo: number
  customers: readonly DemoCustomer[]
  sandboxCustomers: readonly DemoCustomer[]
  defaultRules: readonly DemoRule[]
  rules: Readonly<Record<string, readonly DemoRule[]>>
  notes: Readonly<Record<string, DemoNote>>
  /** Live keys in addition to the first one. */
  keys: readonly DemoKey[]
  /** The Stripe account, if connected, and the companies whose Stripe events are stored. */
  stripe?: { account: string; eventsOf: readonly string[] }
  /** Whether the audit log shows how the live data was written. */
  audited: boolean
}

/** A tenant's own data about a customer. `archived`: the customer's last change was the archiving. */
export type DemoNote = {
  external_id?: string
  metadata?: Readonly<Record<string, string | number | boolean>>
  archived?: boolean
}

/** A key that was created through the API: an admin key unless bound to a customer, named by its company. */
export type DemoKey = {
  name: string
  customer?: string
  scopes: readonly string[]
  createdDaysAgo: number
  usedDaysAgo: number
  expiredDaysAgo?: number
  revokedDaysAgo?: number
}

/** The columns of a rule; those left out have the database's defaults. */
export type DemoRule = {
  rule_key: string | null
  name: string
  description?: string
  trigger_event: string
  conditions?: readonly (readonly [field: string, operator: string, value: unknown])[]
  actions: readonly { type: string; [setting: string]: unknown }[]
  priority?: number
  cooldown_seconds?: number
  is_active?: boolean
  /** Name of the customer's agent whose instance the rule is about. */
  agent?: string
  /** Number of times it has been triggered. */
  triggered?: number
}
