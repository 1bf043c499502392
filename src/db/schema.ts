import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  customType,
  inet,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import type { InstanceStatus } from '../instances/status.ts'

// The tables as the migrations create them: only names and types, for building statements. Keys, policies, indexes and
// triggers are defined only in `migrations/`; a test compares these columns with the migrated database.

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' })
const bytea = customType<{ data: string }>({ dataType: () => 'bytea' })

/** Columns of every tenant table. `tenant_id` defaults to the tenant of the transaction. */
const owned = {
  tenantId: uuid('tenant_id').notNull().default(sql`app.tenant_id()`),
  id: uuid('id').notNull().default(sql`uuidv7()`),
  createdAt: instant('created_at').notNull().defaultNow(),
}
const changing = { ...owned, updatedAt: instant('updated_at').notNull().defaultNow() }

export const customers = pgTable('customers', {
  ...changing,
  companyName: text('company_name'),
  email: text('email'),
  industry: text('industry'),
  countryCode: text('country_code'),
  currency: text('currency'),
  locale: text('locale'),
  timezone: text('timezone'),
  stripeCustomerId: text('stripe_customer_id'),
  externalId: text('external_id'),
  metadata: jsonb('metadata').notNull().default({}),
  archivedAt: instant('archived_at'),
  version: bigint('version', { mode: 'number' }).notNull().default(1),
  emailKey: text('email_key').generatedAlwaysAs(sql`lower(email)`),
  companyKey: text('company_key').generatedAlwaysAs(sql`lower(company_name)`),
  subscriptionCount: integer('subscription_count').notNull().default(0),
  activeSubscriptionCount: integer('active_subscription_count').notNull().default(0),
  instanceCount: integer('instance_count').notNull().default(0),
  runningInstanceCount: integer('running_instance_count').notNull().default(0),
})

export const subscriptions = pgTable('subscriptions', {
  ...changing,
  customerId: uuid('customer_id').notNull(),
  stripeSubscriptionId: text('stripe_subscription_id'),
  status: text('status').notNull(),
  productTierName: text('product_tier_name'),
  stripePriceId: text('stripe_price_id'),
  amountCents: bigint('amount_cents', { mode: 'number' }),
  currency: text('currency'),
  billingInterval: text('billing_interval'),
  quantity: integer('quantity').notNull().default(1),
  currentPeriodEnd: instant('current_period_end'),
  cancelAtPeriodEnd: boolean('cancel_at_period_end').notNull().default(false),
  trialEnd: instant('trial_end'),
  canceledAt: instant('canceled_at'),
})

export const instances = pgTable('instances', {
  ...changing,
  customerId: uuid('customer_id').notNull(),
  agentName: text('agent_name'),
  hostname: text('hostname'),
  ipAddress: inet('ip_address'),
  presetId: text('preset_id'),
  productTierName: text('product_tier_name'),
  provider: text('provider'),
  regionId: text('region_id'),
  runtimeType: text('runtime_type'),
  workloadType: text('workload_type'),
  status: text('status').$type<InstanceStatus>().notNull().default('provisioning'),
})

export const instanceMoves = pgTable('instance_moves', {
  tenantId: owned.tenantId,
  id: owned.id,
  customerId: uuid('customer_id').notNull(),
  instanceId: uuid('instance_id').notNull(),
  fromStatus: text('from_status'),
  toStatus: text('to_status').notNull(),
  movedAt: instant('moved_at').notNull(),
  actorKeyId: uuid('actor_key_id'),
})

export const rules = pgTable('rules', {
  ...changing,
  customerId: uuid('customer_id'),
  instanceId: uuid('instance_id'),
  ruleKey: text('rule_key'),
  name: text('name').notNull(),
  nameKey: text('name_key').notNull().generatedAlwaysAs(sql`lower(name)`),
  description: text('description'),
  triggerEvent: text('trigger_event').notNull(),
  conditions: jsonb('conditions').notNull().default([]),
  actions: jsonb('actions').notNull().default([]),
  priority: integer('priority').notNull().default(0),
  cooldownSeconds: integer('cooldown_seconds').notNull().default(300),
  isActive: boolean('is_active').notNull().default(true),
  triggerCount: bigint('trigger_count', { mode: 'number' }).notNull().default(0),
  lastTriggeredAt: instant('last_triggered_at'),
})

export const apiKeys = pgTable('api_keys', {
  ...owned,
  name: text('name'),
  keyHash: bytea('key_hash').notNull(),
  prefix: text('prefix').notNull(),
  lastFour: text('last_four').notNull(),
  role: text('role').notNull().default('admin'),
  customerId: uuid('customer_id'),
  scopes: text('scopes').array().notNull().default(['*']),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  lastUsedAt: instant('last_used_at'),
  replacedBy: uuid('replaced_by'),
})

export const auditLog = pgTable('audit_log', {
  tenantId: owned.tenantId,
  id: owned.id,
  occurredAt: instant('occurred_at').notNull().defaultNow(),
  actorKeyId: uuid('actor_key_id'),
  operation: text('operation').notNull(),
  action: text('action').notNull(),
  resourceType: text('resource_type').notNull(),
  resourceId: uuid('resource_id').notNull(),
  before: jsonb('before'),
  after: jsonb('after'),
  requestId: text('request_id'),
})

export const stripeEvents = pgTable('stripe_events', {
  tenantId: owned.tenantId,
  id: text('id').notNull(),
  type: text('type').notNull(),
  createdAt: instant('created_at').notNull(),
  account: text('account').notNull(),
  status: text('status').notNull(),
  stripeCustomerId: text('stripe_customer_id'),
  stripeSubscriptionId: text('stripe_subscription_id'),
  turn: smallint('turn').notNull(),
  content: jsonb('content'),
  customerId: uuid('customer_id'),
  payload: jsonb('payload').notNull(),
  receivedAt: instant('received_at').notNull().defaultNow(),
})

export const rowCounts = pgTable('row_counts', {
  tenantId: owned.tenantId,
  kind: text('kind').notNull(),
  slot: smallint('slot').notNull(),
  n: bigint('n', { mode: 'number' }).notNull(),
})
