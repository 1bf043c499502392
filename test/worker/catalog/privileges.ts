/**
 * By object, all privileges of roles other than its owner, as `role privilege` or `role privilege (columns)`. A test
 * compares them with the database and names each difference.
 */
export type Privileges = Record<string, string[]>

export const PRIVILEGES: Privileges = {
  'the database': ['public connect'],
  'schema app': ['api_login usage', 'api_tenant usage'],
  'schema public': ['api_tenant usage', 'public usage'],
  'functions of extensions': ['public execute'],
  'types of extensions': ['public usage'],
  'table public.api_keys': [
    'api_tenant select (created_at, customer_id, expires_at, id, last_four, last_used_at, name, prefix, replaced_by)',
    'api_tenant select (revoked_at, role, scopes, tenant_id)',
    'api_tenant insert (customer_id, expires_at, id, key_hash, last_four, name, prefix, role, scopes)',
    'api_tenant update (expires_at, replaced_by, revoked_at)',
  ],
  'table public.audit_log': ['api_tenant select'],
  'table public.customers': [
    'api_tenant select',
    'api_tenant insert (company_name, country_code, currency, email, external_id, id, industry, locale, metadata)',
    'api_tenant insert (timezone)',
    'api_tenant update (archived_at, company_name, country_code, currency, email, external_id, industry, locale)',
    'api_tenant update (metadata, stripe_customer_id, timezone)',
  ],
  'table public.instance_transitions': ['api_tenant select'],
  'table public.instances': [
    'api_tenant select',
    'api_tenant insert',
    'api_tenant update (agent_name, hostname, ip_address, preset_id, product_tier_name, provider, region_id)',
    'api_tenant update (runtime_type, status, workload_type)',
    'api_tenant delete',
  ],
  'table public.row_counts': ['api_tenant select'],
  'table public.rules': [
    'api_tenant select',
    'api_tenant insert',
    'api_tenant update (actions, conditions, cooldown_seconds, description, instance_id, is_active, name, priority)',
    'api_tenant update (rule_key, trigger_event)',
    'api_tenant delete',
  ],
  'table public.stripe_events': [
    'api_tenant select',
    'api_tenant insert',
    'api_tenant update (content, customer_id, precedence, status, stripe_customer_id, stripe_subscription_id)',
  ],
  'table public.subscriptions': ['api_tenant select', 'api_tenant insert', 'api_tenant update'],
  'table public.tenants': ['api_tenant select (id, name, slug)'],
  'function app.apply_stripe_event(jsonb, boolean)': ['api_tenant execute'],
  'function app.conflicting_customers(text, text)': ['api_tenant execute'],
  'function app.customer_details(uuid)': ['api_tenant execute'],
  'function app.customer_id()': ['api_tenant execute'],
  'function app.delete_expired_idempotency_keys(integer)': ['api_login execute'],
  'function app.enter(bytea, uuid, text, text, text, text[], text, bytea)': ['api_login execute'],
  'function app.enter_stripe(bytea, text, boolean, text, text)': ['api_login execute'],
  'function app.entered_tenant()': ['api_tenant execute'],
  'function app.find_key(bytea)': ['api_login execute'],
  'function app.is_admin()': ['api_tenant execute'],
  'function app.key_id()': ['api_tenant execute'],
  'function app.link_stripe_customer(text, uuid)': ['api_tenant execute'],
  'function app.match_stripe_events(text)': ['api_tenant execute'],
  'function app.newest_subscriptions(text)': ['api_tenant execute'],
  'function app.operation()': ['api_tenant execute'],
  'function app.rebuild_subscriptions(text, uuid)': ['api_tenant execute'],
  'function app.record_result(integer, jsonb)': ['api_tenant execute'],
  'function app.replay(bytea, text, text, text[], text, bytea)': ['api_login execute'],
  'function app.search_customers(text, boolean, boolean, integer)': ['api_tenant execute'],
  'function app.stripe_customer_of(uuid)': ['api_tenant execute'],
  'function app.stripe_customer_owner(text)': ['api_tenant execute'],
  'function app.sync_stripe_customer(text)': ['api_tenant execute'],
  'function app.tenant_id()': ['api_tenant execute'],
}

/** Privileges on objects that are created later. Without this, public could execute every new function. */
export const DEFAULT_PRIVILEGES = ['the owner: execute on new functions of the owner']
