import {
  ApiError,
  type AuditEntry,
  type Client,
  type ClientOptions,
  ConflictError,
  type Customer,
  type CustomerSummary,
  createClient,
  type ErrorCode,
  type RuleCreateParams,
  ValidationError,
} from 'customer-management-api/client'

// `npm run check` compiles this file; nothing runs it. Each `@ts-expect-error` is an incorrect program.

const baseUrl = 'https://api.example'
const client = createClient({ baseUrl, apiKey: 'hc_test_…' })
const { customers, rules, instances, apiKeys, auditLog } = client
const [id, signal] = ['…', new AbortController().signal]

export async function correctPrograms() {
  createClient({ baseUrl, token: async () => 'token', timeout: 5_000, maxRetries: 0 })
  const page = await customers.list({ per_page: 100, sort_by: 'email', metadata: { plan: 'gold' } }, { signal })
  for await (const one of customers.list()) one satisfies CustomerSummary
  const next = page.next_cursor && (await customers.list({ cursor: page.next_cursor }))
  const steve: Customer = await customers.get(id)
  const { lastResponse } = await customers.update(id, { email: null }, { ifMatch: page.lastResponse.etag })
  await customers.create({}, { idempotencyKey: 'import-1' })
  await customers.clone(id, { company_name: 'Pete', rule_keys: ['after-hours'], currency: null })
  // Fields with defaults may be omitted.
  await rules.create({ name: 'Missed call', trigger_event: 'call.missed', actions: [{ type: 'notify' }] })
  await apiKeys.revoke((await apiKeys.create({ name: 'Form', scopes: ['customers:write'] })).id, { force: true })
  return [next, steve.instances[0]?.status, lastResponse.status]
}

export async function writeOnlyKey() {
  const writer = createClient({ baseUrl, apiKey: 'hc_test_…', writeOnly: true })
  writer satisfies Client<undefined>
  const changed = await writer.customers.update(id, {})
  // @ts-expect-error: nothing is returned to a key that cannot read
  changed.company_name
  return changed?.company_name
}

export function credentials(options: { apiKey: string; token: string }, environment: { KEY?: string }) {
  // @ts-expect-error: a credential is missing
  createClient({ baseUrl })
  // @ts-expect-error: a key or a token, not both
  createClient({ baseUrl, ...options })
  // @ts-expect-error: an environment variable may not be set
  createClient({ baseUrl, apiKey: environment.KEY })
  // @ts-expect-error: the address is missing
  createClient({ apiKey: 'hc_test_…' })
  // @ts-expect-error: an unknown option
  return { baseUrl, apiKey: 'hc_test_…', retries: 3 } satisfies ClientOptions
}

export async function parameters(rule: RuleCreateParams) {
  await customers.list({ subscription_status: ['past_due', 'unpaid'], archived: 'only', failed_instances: true })
  await customers.clone(id, { company_name: 'Pete', rule_ids: [id] })
  // @ts-expect-error: one of several statuses does not exist
  await customers.list({ subscription_status: ['past_due', 'overdue'] })
  // @ts-expect-error: a filter that takes one value only
  await customers.list({ search: ['Steve', 'Pete'] })
  // @ts-expect-error: archived customers are included with include_archived
  await customers.list({ archived: 'true' })
  // @ts-expect-error: a scope that does not exist
  await apiKeys.create({ name: 'Form', scopes: ['customers:delete'] })
  // @ts-expect-error: a misspelled field
  await customers.create({ companyName: 'Steve' })
  // @ts-expect-error: a wrong type
  await customers.create({ company_name: 7 })
  // @ts-expect-error: a misspelled filter
  await customers.list({ sort: 'email' })
  // @ts-expect-error: a sort field that does not exist
  await customers.list({ sort_by: 'industry' })
  // @ts-expect-error: a list starts at a page or continues after a cursor
  await customers.list({ page: 2, cursor: '…' })
  // @ts-expect-error: a clone needs a name
  await customers.clone(id, {})
  // @ts-expect-error: previewClone is a separate method
  await customers.clone(id, { company_name: 'Pete', dry_run: true })
  // @ts-expect-error: the format is missing
  await customers.export({})
  // @ts-expect-error: the actions are missing
  await rules.create({ name: rule.name, trigger_event: rule.trigger_event })
  // @ts-expect-error: a status that does not exist
  await instances.update(id, { status: 'paused' })
  // @ts-expect-error: a status that does not exist
  await client.subscriptions.list({ status: 'late' })
  // @ts-expect-error: the id is missing
  await customers.get()
}

export async function options() {
  // @ts-expect-error: reads are repeatable without a key
  await customers.get(id, {}, { idempotencyKey: '1' })
  await rules.update(id, {}, { ifMatch: '"1"' })
  // @ts-expect-error: keys have no versions
  await apiKeys.revoke(id, {}, { ifMatch: '"1"' })
  // @ts-expect-error: milliseconds are a number
  await auditLog.list({}, { timeout: '5s' })
  // @ts-expect-error: one page has items, the list has none
  customers.list().customers
}

export async function results() {
  const created = await customers.create({})
  // @ts-expect-error: a new customer has only id, name, email and time
  created.subscriptions
  // @ts-expect-error: the name may be null
  created.company_name.length
  // @ts-expect-error: subscriptions are read-only
  client.subscriptions.update(id, {})
  for await (const entry of auditLog.list()) {
    // @ts-expect-error: an entry has no such field
    entry.user
  }
}

/** Names of the API are enums, so a mistyped one does not compile. */
export function names(error: ApiError, entry: AuditEntry, status: CustomerSummary['latest_subscription_status']) {
  const codes: ErrorCode[] = ['email_taken', 'invalid_request', 'outcome_unknown', 'connection_failed']
  // @ts-expect-error: a mistyped code in a comparison
  if (error.code === 'email_token') return codes
  switch (error.code) {
    case 'rate_limited':
      return error.retryAfter
    // @ts-expect-error: a mistyped code in a switch
    case 'not_founded':
      return error.status
  }
  // @ts-expect-error: a mistyped code in a list
  codes.push('conflicts')
  // @ts-expect-error: an operation that does not exist
  if (entry.operation === 'patchCustomer') return
  // @ts-expect-error: Stripe writes `canceled`
  if (status === 'cancelled') return
  return entry.operation === 'updateCustomer' || status === 'canceled'
}

export async function errors(error: unknown) {
  const { results } = await customers.batch({ customers: [{}], on_conflict: 'update' })
  for (const result of results) {
    // @ts-expect-error: a rejected row has no customer
    result.customer.id
    // @ts-expect-error: a mistyped code of a row
    if (result.code === 'taken') return result.detail
    if (result.code === 'email_taken') return result.existing_customer_id
  }
  // @ts-expect-error: neither of the two ways to handle a conflict
  await customers.batch({ customers: [], on_conflict: 'replace' })
  if (error instanceof ApiError && error.code === 'not_found') return error.requestId
  if (error instanceof ValidationError) return error.detail.map(({ loc, msg, type }) => [loc, msg, type])
  if (error instanceof ConflictError) return error.body.existing_customer_id ?? error.body.running_instance_ids
  // @ts-expect-error: not every failure is an ApiError
  return error.code
}
