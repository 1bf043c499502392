import { expect, test } from 'vitest'
import { newTenant } from './harness.ts'

test('every list accepts several values for a filter, as repeated parameters', async () => {
  const tenant = await newTenant()
  const [one, two, three] = [await tenant.customer(), await tenant.customer(), await tenant.customer()]
  for (const [customer_id, status] of [
    [one.id, 'running'],
    [two.id, 'failed'],
    [three.id, 'stopped'],
  ]) {
    await tenant.row('instances', { customer_id, status })
    await tenant.row('rules', { customer_id, name: 'r', trigger_event: `event.${status}` })
  }
  for (const status of ['active', 'unpaid', 'paused']) {
    await tenant.row('subscriptions', { customer_id: one.id, status })
  }
  const both = `customer_id=${one.id}&customer_id=${two.id.toUpperCase()}`
  for (const [path, total] of [
    ['instances?status=running&status=failed', 2],
    [`instances?${both}&status=running&status=stopped`, 1],
    ['subscriptions?status=unpaid&status=paused', 2],
    [`subscriptions?${both}`, 3],
    [`customers/${one.id}/subscriptions?status=active&status=unpaid`, 2],
    [`rules?${both}`, 2],
    ['rules?trigger_event=event.running&trigger_event=event.stopped', 2],
    ['audit-log?resource_type=customer&resource_type=rule', 3],
    ['audit-log?operation=createCustomer&operation=createRule', 3],
    [`audit-log?resource_id=${one.id}&resource_id=${two.id}`, 2],
    [`audit-log?actor_key_id=${tenant.keys.live.id}&actor_key_id=${one.id}`, 3],
  ] as const) {
    const { status, body } = await tenant.get(`/v1/${path}`)
    expect([path, status, body.total]).toEqual([path, 200, total])
  }
})

test('a cursor is valid for the same values in any order and spelling, but not for others', async () => {
  const tenant = await newTenant()
  for (const country_code of ['US', 'DE', 'US']) await tenant.customer({ country_code })
  const { body } = await tenant.get('/v1/customers?per_page=1&country_code=US&country_code=DE')
  const next = (filters: string) => tenant.get(`/v1/customers?per_page=5&cursor=${body.next_cursor}&${filters}`)
  expect((await next('country_code=DE&country_code=US&country_code=US')).body.customers).toHaveLength(2)
  expect((await next('country_code=DE')).status).toBe(422)
})
