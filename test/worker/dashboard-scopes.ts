import type { Scope } from '../../src/auth/policy.ts'

const CHANGE_CUSTOMERS: readonly Scope[] = ['customers:read', 'customers:write']

/** The scopes that a key needs to open each page. */
export const PAGE_SCOPES: Record<string, readonly Scope[]> = {
  // Leaves out what the key cannot read.
  '/dashboard/overview': [],
  '/dashboard/customers': ['customers:read'],
  '/dashboard/customers/new': CHANGE_CUSTOMERS,
  '/dashboard/customers/import': CHANGE_CUSTOMERS,
  '/dashboard/customers/export': ['customers:read'],
  '/dashboard/customers/archive': CHANGE_CUSTOMERS,
  '/dashboard/customers/:customer_id': ['customers:read'],
  '/dashboard/customers/:customer_id/clone': CHANGE_CUSTOMERS,
  '/dashboard/api-keys': ['api-keys:read'],
  '/dashboard/api-keys/new': ['api-keys:read', 'api-keys:write'],
  '/dashboard/api-keys/:key_id': ['api-keys:read'],
  '/dashboard/audit-log': ['audit-log:read'],
  '/dashboard/rules': ['rules:read'],
  '/dashboard/rules/new': ['rules:read', 'rules:write'],
  '/dashboard/rules/:rule_id': ['rules:read'],
  '/dashboard/instances': ['instances:read'],
  '/dashboard/instances/new': ['instances:read', 'instances:write'],
  '/dashboard/instances/:instance_id': ['instances:read'],
  '/dashboard/subscriptions': ['subscriptions:read'],
}

/** The scope that the operation behind each form needs. */
export const FORM_SCOPES: Record<string, Scope> = {
  '/dashboard/customers': 'customers:write',
  '/dashboard/customers/import': 'customers:write',
  '/dashboard/customers/archive': 'customers:write',
  '/dashboard/customers/:customer_id': 'customers:write',
  '/dashboard/customers/:customer_id/archive': 'customers:write',
  '/dashboard/customers/:customer_id/clone': 'customers:write',
  '/dashboard/customers/:customer_id/restore': 'customers:write',
  '/dashboard/api-keys': 'api-keys:write',
  '/dashboard/api-keys/:key_id/rotate': 'api-keys:write',
  '/dashboard/api-keys/:key_id/revoke': 'api-keys:write',
  '/dashboard/rules': 'rules:write',
  '/dashboard/rules/:rule_id': 'rules:write',
  '/dashboard/rules/:rule_id/delete': 'rules:write',
  '/dashboard/instances': 'instances:write',
  '/dashboard/instances/:instance_id': 'instances:write',
  '/dashboard/instances/:instance_id/status': 'instances:write',
  '/dashboard/instances/:instance_id/delete': 'instances:write',
}
