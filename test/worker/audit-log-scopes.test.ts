import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { cacheEntry } from './cache-entry.ts'
import { type ApiResponse, newTenant } from './harness.ts'
import { oneOfEach } from './operations.ts'

const READERS = {
  customer: 'customers:read',
  rule: 'rules:read',
  instance: 'instances:read',
  subscription: 'subscriptions:read',
  api_key: 'api-keys:read',
}

/** A tenant whose log has at least one change to each type of resource, six in all. */
async function withChanges() {
  const tenant = await newTenant()
  const ids = await oneOfEach(tenant)
  await tenant.row('audit_log', {
    ...{ operation: 'stripeWebhook', action: 'update', resource_type: 'subscription', resource_id: ids.subscription },
    ...{ before: { status: 'active' }, after: { status: 'canceled' } },
  })
  await tenant.patch(`/v1/customers/${ids.customer}`, { email: 'steve@plumbing.example' })
  await tenant.patch(`/v1/instances/${ids.instance}`, { agent_name: 'dispatcher' })
  await tenant.delete(`/v1/rules/${ids.rule}`)
  await tenant.delete(`/v1/api-keys/${ids.key}`)
  return tenant
}

/** The types of resource whose entries show fields. */
const shown = ({ body }: ApiResponse): string[] => {
  const entries: Record<string, string | null>[] = body.audit_log
  const readable = entries.filter(({ before, after }) => before !== null || after !== null)
  return [...new Set(readable.map(({ resource_type }) => String(resource_type)))].sort()
}

test('a key with every scope sees the fields of all entries', async () => {
  const tenant = await withChanges()
  expect(shown(await tenant.get('/v1/audit-log'))).toEqual(Object.keys(READERS).sort())
})

test.each(Object.entries(READERS))(
  'the fields of changes to a resource of type %s are shown only to a key with %s',
  async (type, scope) => {
    const tenant = await withChanges()
    const { key } = await tenant.key({ scopes: ['audit-log:read', scope] })
    const response = await tenant.as(key).get('/v1/audit-log')
    expect(response.body.total).toBe(6)
    expect(shown(response)).toEqual([type])
  },
)

test('without a read scope, everything else of an entry is shown', async () => {
  const tenant = await withChanges()
  const scopes = Object.values(READERS).map((scope) => scope.replace('read', 'write'))
  const { key } = await tenant.key({ scopes: ['audit-log:read', ...scopes] })
  const entries = (await tenant.get('/v1/audit-log')).body.audit_log
  expect((await tenant.as(key).get('/v1/audit-log')).body.audit_log).toEqual(
    entries.map((entry: object) => ({ ...entry, before: null, after: null })),
  )
})

test('a cache entry with more scopes than the key shows no fields', async () => {
  const tenant = await withChanges()
  const key = await tenant.key({ scopes: ['audit-log:read'] })
  await cacheEntry(key, tenant.id)
  expect(shown(await tenant.as(key.key).get('/v1/audit-log', { app: createApp() }))).toEqual([])
})
