import { sql } from 'drizzle-orm'
import { boolean, customType, inet, integer, jsonb, pgTable, smallint, text, uuid } from 'drizzle-orm/pg-core'

// Every table as the migrations create it, and the source of row types: `typeof customers.$inferSelect`. Names and
// types only: keys, policies, indexes and triggers are in `migrations/`. A test compares the two.

// As the driver returns them: a Date would lose microseconds, and a number cannot hold every 64-bit integer.
const timestamptz = customType<{ data: string }>({ dataType: () => 'timestamp with time zone' })
const bigint = customType<{ data: string }>({ dataType: () => 'bigint' })
const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** Every table of a tenant has this; the transaction fills it in. */
const tenant_id = uuid().notNull().default(sql`app.tenant_id()`)
const id = uuid().notNull().default(sql`uuidv7()`)
const created_at = timestamptz().notNull().default(sql`now()`)
const updated_at = timestamptz().notNull().default(sql`now()`)

export const tenants = pgTable('tenants', {
  id,
  slug: text(),
  name: text().notNull(),
  sandbox_of: uuid(),
  suspended_at: timestamptz(),
  created_at,
  stripe_account_id: text(),
  stripe_link_by_email: boolean().notNull().default(false),
})

export const customers = pgTable('customers', {
  tenant_id,
  id,
  company_name: text(),
  email: text(),
  industry: text(),
  country_code: text(),
  currency: text(),
  locale: text(),
  timezone: text(),
  stripe_customer_id: text(),
  external_id: text(),
  metadata: jsonb().$type<Record<string, string | number | boolean>>().notNull().default({}),
  archived_at: timestamptz(),
  version: bigint().notNull().default(sql`1`),
  email_key: text().generatedAlwaysAs(sql`lower(email)`),
  company_key: text().generatedAlwaysAs(sql`lower(company_name)`),
  company_search: text().generatedAlwaysAs(sql`app.folded(company_name)`),
  subscription_count: integer().notNull().default(0),
  active_subscription_count: integer().notNull().default(0),
  instance_count: integer().notNull().default(0),
  running_instance_count: integer().notNull().default(0),
  failed_instance_count: integer().notNull().default(0),
  subscription_status_counts: jsonb().$type<Record<string, number>>().notNull().default({}),
  created_at,
  updated_at,
})

export const subscriptions = pgTable('subscriptions', {
  tenant_id,
  id,
  customer_id: uuid().notNull(),
  stripe_subscription_id: text(),
  status: text({
    enum: ['incomplete', 'incomplete_expired', 'trialing', 'active', 'past_due', 'canceled', 'unpaid', 'paused'],
  }).notNull(),
  product_tier_name: text(),
  stripe_price_id: text(),
  amount_cents: bigint(),
  currency: text(),
  billing_interval: text(),
  quantity: integer().notNull().default(1),
  current_period_end: timestamptz(),
  cancel_at_period_end: boolean().notNull().default(false),
  trial_end: timestamptz(),
  canceled_at: timestamptz(),
  created_at,
  updated_at,
})

const instanceStatus = { enum: ['provisioning', 'running', 'stopped', 'failed', 'terminated'] } as const

export const instances = pgTable('instances', {
  tenant_id,
  id,
  customer_id: uuid().notNull(),
  agent_name: text(),
  hostname: text(),
  ip_address: inet(),
  preset_id: text(),
  product_tier_name: text(),
  provider: text(),
  region_id: text(),
  runtime_type: text(),
  workload_type: text(),
  status: text(instanceStatus).notNull().default('provisioning'),
  created_at,
  updated_at,
})

export const instanceTransitions = pgTable('instance_transitions', {
  tenant_id,
  id,
  customer_id: uuid().notNull(),
  instance_id: uuid().notNull(),
  from_status: text(instanceStatus),
  to_status: text(instanceStatus).notNull(),
  moved_at: timestamptz().notNull(),
  actor_key_id: uuid(),
})

export const rules = pgTable('rules', {
  tenant_id,
  id,
  customer_id: uuid(),
  instance_id: uuid(),
  rule_key: text(),
  name: text().notNull(),
  name_key: text().notNull().generatedAlwaysAs(sql`lower(name)`),
  description: text(),
  trigger_event: text().notNull(),
  conditions: jsonb().$type<object[]>().notNull().default([]),
  actions: jsonb().$type<object[]>().notNull().default([]),
  priority: integer().notNull().default(0),
  cooldown_seconds: integer().notNull().default(300),
  is_active: boolean().notNull().default(true),
  trigger_count: bigint().notNull().default(sql`0`),
  last_triggered_at: timestamptz(),
  created_at,
  updated_at,
})

export const apiKeys = pgTable('api_keys', {
  tenant_id,
  id,
  name: text(),
  key_hash: bytea().notNull(),
  prefix: text().notNull(),
  last_four: text().notNull(),
  role: text({ enum: ['admin', 'customer'] })
    .notNull()
    .default('admin'),
  customer_id: uuid(),
  scopes: text().array().notNull().default(['*']),
  expires_at: timestamptz(),
  revoked_at: timestamptz(),
  last_used_at: timestamptz(),
  created_at,
  replaced_by: uuid(),
  rate_limit: text({ enum: ['standard', 'high', 'highest'] })
    .notNull()
    .default('standard'),
})

export const auditLog = pgTable('audit_log', {
  tenant_id,
  id,
  occurred_at: timestamptz().notNull().default(sql`clock_timestamp()`),
  actor_key_id: uuid(),
  operation: text().notNull(),
  action: text({ enum: ['create', 'update', 'delete'] }).notNull(),
  resource_type: text({ enum: ['customer', 'rule', 'instance', 'subscription', 'api_key'] }).notNull(),
  resource_id: uuid().notNull(),
  before: jsonb().$type<Record<string, unknown>>(),
  after: jsonb().$type<Record<string, unknown>>(),
  request_id: text(),
})

export const stripeEvents = pgTable('stripe_events', {
  tenant_id,
  id: text().notNull(),
  type: text().notNull(),
  created_at: timestamptz().notNull(),
  account: text().notNull(),
  status: text({ enum: ['applied', 'waiting', 'ignored'] }).notNull(),
  stripe_customer_id: text(),
  stripe_subscription_id: text(),
  precedence: smallint().notNull(),
  content: jsonb().$type<Record<string, unknown>>(),
  customer_id: uuid(),
  payload: jsonb().$type<Record<string, unknown>>().notNull(),
  received_at: timestamptz().notNull().default(sql`now()`),
  email_key: text().generatedAlwaysAs(sql`lower(content ->> 'email')`),
})

export const idempotencyKeys = pgTable('idempotency_keys', {
  tenant_id,
  operation: text().notNull(),
  idempotency_key: text().notNull(),
  fingerprint: bytea().notNull(),
  key_id: uuid().notNull(),
  request_id: text().notNull(),
  results: jsonb().$type<Record<string, unknown[]>>().notNull().default({}),
  created_at,
})

export const rowCounts = pgTable('row_counts', {
  tenant_id,
  kind: text().notNull(),
  shard: smallint().notNull(),
  count: bigint().notNull(),
})
