import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant, operator } from './harness.ts'

async function newCustomer() {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  const { get } = await visitorOf(tenant)
  const at = `/dashboard/customers/${id}`
  return {
    ...{ tenant, id },
    /** Stores instances or subscriptions of the customer, the first being the oldest. */
    async store(table: 'instances' | 'subscriptions', rows: object[]) {
      for (const row of rows) await tenant.row(table, { customer_id: id, ...row })
    },
    /** What the page says first, as sentences, with the lists that it leads to. */
    async attention() {
      const { body } = await get(at)
      const [, section = ''] = /aria-label="Needs attention">(.*?)<\/section>/s.exec(body as string) ?? []
      const sentences = [...section.matchAll(/<div class="banner".*?<div>(.*?)<\/div>/gs)]
      const lists = [...section.matchAll(/href="(\/dashboard\/(?:instances|subscriptions)\?[^"]+)"/g)]
      return {
        said: sentences.map(([, text = '']) => text.replaceAll(/<[^>]+>/g, '').trim()),
        lists: lists.map(([, href = '']) => href.replaceAll('&amp;', '&')),
        body: body as string,
      }
    },
    async found(list: string) {
      const { body } = await get(list)
      return Number(/id="found"><span><strong>(\d+)</.exec(body as string)?.[1])
    },
  }
}

describe('what needs attention on the page of a customer', () => {
  test('include failed instances that are older than the newest 100', async () => {
    const { tenant, id, store, attention, found } = await newCustomer()
    await store('instances', [{ status: 'failed', created_at: '2026-01-01T00:00:00Z' }])
    await operator(
      `insert into instances (tenant_id, customer_id, status) select $1, $2, 'stopped' from generate_series(1, 100)`,
      [tenant.id, id],
    )
    const { said, lists, body } = await attention()
    expect(said).toEqual(['1 instance failed.'])
    expect(body).toContain('0 running of 101, <span class="failed">1 failed</span>')
    expect(body).toContain(`href="/dashboard/instances?customer_id=${id}">All 101 instances</a>`)
    expect(lists).toEqual([`/dashboard/instances?customer_id=${id}&status=failed`])
    expect(await found(lists[0] ?? '')).toBe(1)
  })

  test('is counted beyond the first three, and leads to the lists of all', async () => {
    const { store, attention, found } = await newCustomer()
    await store(
      'instances',
      Array.from({ length: 5 }, (_, index) => ({ status: 'failed', agent_name: `Agent ${index}` })),
    )
    const end = { current_period_end: '2030-05-01T00:00:00Z', cancel_at_period_end: true }
    await store('subscriptions', [
      { status: 'trialing', product_tier_name: 'Trial', ...end },
      { status: 'past_due', product_tier_name: 'Pro' },
      { status: 'unpaid', product_tier_name: 'Basic' },
      { status: 'active', product_tier_name: 'Gold', ...end },
      { status: 'active', product_tier_name: 'Silver' },
    ])
    const { said, lists } = await attention()
    expect(said).toEqual([
      expect.stringMatching(/^Agent \d failed/),
      expect.stringMatching(/^Agent \d failed/),
      expect.stringMatching(/^Agent \d failed/),
      '2 more instances failed.',
      expect.stringMatching(/^Basic is unpaid/),
      expect.stringMatching(/^Pro is past due/),
      'Gold will be canceled on 1 May 2030.',
      '1 more subscription is at risk.',
    ])
    expect(await Promise.all(lists.map(found))).toEqual([5, 4])
  })

  test('is a subscription on trial that is cancelling, as on the overview', async () => {
    const { store, attention } = await newCustomer()
    await store('subscriptions', [{ status: 'trialing', product_tier_name: 'Trial', cancel_at_period_end: true }])
    expect((await attention()).said).toEqual(['Trial will be canceled at the end of its period.'])
  })

  test('is nothing if nothing has failed or ends', async () => {
    const { store, attention } = await newCustomer()
    await store('instances', [{ status: 'running' }])
    await store('subscriptions', [{ status: 'active' }, { status: 'canceled', cancel_at_period_end: true }])
    expect((await attention()).said).toEqual([])
  })
})

test('the email of a customer cannot add recipients to the link that writes to it', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ email: 'a?bcc=x&y=%@evil.example' })
  const { body } = await (await visitorOf(tenant)).get(`/dashboard/customers/${id}`)
  expect(body).toContain('href="mailto:a%3Fbcc%3Dx%26y%3D%25@evil.example"')
})

test('the timeline of a customer says what it leaves out', async () => {
  const { attention } = await newCustomer()
  const { body } = await attention()
  const [, section = ''] = /<section[^>]*timeline.*?>(.*?)<\/section>/s.exec(body) ?? []
  expect(section.replaceAll(/<[^>]+>/g, '')).toContain(
    'Deleted rules and instances are left out, and so are all but the newest 100 subscriptions and instances. ' +
      'The audit log has all changes.',
  )
})
