/** Every operation by method and path, in the order in which the app matches them. */
export const OPERATION_ROUTES = [
  'GET /v1/customers listCustomers',
  'POST /v1/customers createCustomer',
  'POST /v1/customers/batch createCustomers',
  'GET /v1/customers/counts getCustomerCounts',
  'GET /v1/customers/export exportCustomers',
  'GET /v1/customers/:customer_id getCustomer',
  'PATCH /v1/customers/:customer_id updateCustomer',
  'DELETE /v1/customers/:customer_id archiveCustomer',
  'POST /v1/customers/:customer_id/restore restoreCustomer',
  'GET /v1/customers/external/:external_id getCustomerByExternalId',
  'DELETE /v1/customers/external/:external_id archiveCustomerByExternalId',
  'PUT /v1/customers/external/:external_id putCustomerByExternalId',
  'POST /v1/customers/:customer_id/clone cloneCustomer',
  'GET /v1/api-keys listApiKeys',
  'POST /v1/api-keys createApiKey',
  'GET /v1/api-keys/me getOwnApiKey',
  'GET /v1/api-keys/:key_id getApiKey',
  'POST /v1/api-keys/:key_id/rotate rotateApiKey',
  'DELETE /v1/api-keys/:key_id revokeApiKey',
  'GET /v1/audit-log listAuditLog',
  'GET /v1/instances listInstances',
  'POST /v1/instances registerInstance',
  'GET /v1/instances/:instance_id getInstance',
  'PATCH /v1/instances/:instance_id updateInstance',
  'DELETE /v1/instances/:instance_id deleteInstance',
  'GET /v1/instances/:instance_id/history listInstanceMoves',
  'GET /v1/rules listRules',
  'POST /v1/rules createRule',
  'GET /v1/rules/:rule_id getRule',
  'PATCH /v1/rules/:rule_id updateRule',
  'DELETE /v1/rules/:rule_id deleteRule',
  'GET /v1/customers/:customer_id/rules listCustomerRules',
  'GET /v1/subscriptions listSubscriptions',
  'GET /v1/subscriptions/:subscription_id getSubscription',
  'GET /v1/customers/:customer_id/subscriptions listCustomerSubscriptions',
]

/** The routes without the guard of operations, with the reason. */
export const OTHER_ROUTES: Record<string, string> = {
  'POST /v1/webhooks/stripe': 'Stripe signs its events instead of sending a key',
  'GET /': 'redirects to the documentation',
  'GET /health': 'returns a constant and queries nothing',
  'GET /ready': 'returns only whether the service is ready',
  'GET /openapi.json': 'returns the public document',
}

/** The dashboard is an app of its own, before the middleware. These are its routes. */
export const DASHBOARD_MOUNTS = ['ALL /dashboard', 'ALL /dashboard/*']

/** Every page with data by path. Each is an operation. */
export const PAGE_ROUTES = [
  'GET /dashboard/overview showOverview',
  'GET /dashboard/customers showCustomers',
  'GET /dashboard/customers/new showNewCustomer',
  'GET /dashboard/customers/import showImport',
  'GET /dashboard/customers/export downloadCustomers',
  'GET /dashboard/customers/archive showArchiving',
  'GET /dashboard/customers/:customer_id showCustomer',
  'GET /dashboard/customers/:customer_id/clone showCloning',
  'GET /dashboard/api-keys showApiKeys',
  'GET /dashboard/api-keys/new showNewApiKey',
  'GET /dashboard/api-keys/:key_id showApiKey',
  'GET /dashboard/audit-log showAuditLog',
  'GET /dashboard/rules showRules',
  'GET /dashboard/rules/new showNewRule',
  'GET /dashboard/rules/:rule_id showRule',
  'GET /dashboard/instances showInstances',
  'GET /dashboard/instances/new showNewInstance',
  'GET /dashboard/instances/:instance_id showInstance',
  'GET /dashboard/subscriptions showSubscriptions',
]

/** Every form by path. A form has no database: it calls operations of the API. */
export const FORM_ROUTES = [
  ...['/dashboard/sign-in', '/dashboard/sign-out', '/dashboard/mode'],
  ...[
    '/dashboard/customers',
    '/dashboard/customers/import',
    '/dashboard/customers/archive',
    '/dashboard/customers/:customer_id',
  ],
  ...['/dashboard/customers/:customer_id/archive', '/dashboard/customers/:customer_id/clone'],
  '/dashboard/customers/:customer_id/restore',
  ...['/dashboard/api-keys', '/dashboard/api-keys/:key_id/rotate', '/dashboard/api-keys/:key_id/revoke'],
  ...['/dashboard/rules', '/dashboard/rules/:rule_id', '/dashboard/rules/:rule_id/delete'],
  ...['/dashboard/instances', '/dashboard/instances/:instance_id', '/dashboard/instances/:instance_id/status'],
  '/dashboard/instances/:instance_id/delete',
]

/** What runs on every path before its route, with what it does. None of it ends a request. */
export const MIDDLEWARE = [
  'sets the request id',
  'lets allowed origins read the response',
  'adds the headers of every response',
  'writes the log line',
]
