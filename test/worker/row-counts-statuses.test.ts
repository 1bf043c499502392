import { expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'
import { wrongCounts } from './row-counts.ts'
import { deliver, newLinkedCustomer, stripeSubscription } from './stripe.ts'

/** The stored counts whose kind starts with this text, by the rest of the kind. */
async function stored({ id }: Tenant, prefix: string): Promise<Record<string, number>> {
  const [row] = await operator(
    `select jsonb_object_agg(substr(kind, length($2) + 1), n) as counts
       from (select kind, sum(count)::int as n from row_counts where tenant_id = $1 and starts_with(kind, $2)
              group by kind having sum(count) <> 0) counted`,
    [id, prefix],
  )
  return (row?.counts ?? {}) as Record<string, number>
}

test('the counts by status follow Stripe’s events and the status changes of instances', async () => {
  const { tenant, id, cus, sub } = await newLinkedCustomer()
  const at = (created: number, status: string) =>
    tenant.event('customer.subscription.updated', stripeSubscription(sub, cus, { status }), { created })
  const statuses: unknown[] = []
  for (const [time, status] of ['trialing', 'active', 'past_due', 'canceled'].entries()) {
    await deliver(at(1_700_000_000 + time, status))
    statuses.push(await stored(tenant, 'subscriptions_'))
  }
  expect(statuses).toEqual([{ trialing: 1 }, { active: 1 }, { past_due: 1 }, { canceled: 1 }])

  const { body } = await tenant.post('/v1/instances', { customer_id: id })
  expect(await stored(tenant, 'instances_')).toEqual({ provisioning: 1 })
  await tenant.patch(`/v1/instances/${body.id}`, { status: 'failed' })
  await tenant.patch(`/v1/instances/${body.id}`, { agent_name: 'dispatcher' })
  expect(await stored(tenant, 'instances_')).toEqual({ failed: 1 })
  await tenant.patch(`/v1/instances/${body.id}`, { status: 'terminated' })
  await tenant.delete(`/v1/instances/${body.id}`)
  expect(await stored(tenant, 'instances_')).toEqual({})
  expect(await wrongCounts(tenant)).toEqual([])
})

test('the counts by status are exact after concurrent statements over many rows', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer()
  await operator(
    `insert into instances (tenant_id, customer_id, status)
     select $1, $2, (array['running', 'stopped', 'failed'])[1 + g % 3] from generate_series(1, 300) g`,
    [tenant.id, id],
  )
  await Promise.all([
    operator(`update instances set status = 'running' where tenant_id = $1 and status = 'stopped'`, [tenant.id]),
    operator(`update instances set status = 'terminated' where tenant_id = $1 and status = 'failed'`, [tenant.id]),
    ...Array.from({ length: 8 }, () => tenant.post('/v1/instances', { customer_id: id })),
  ])
  await operator(`delete from instances where tenant_id = $1 and status = 'terminated'`, [tenant.id])
  expect(await stored(tenant, 'instances_')).toEqual({ running: 200, provisioning: 8 })
})

test('a customer counts on the day it is created, archived or restored, in UTC', async () => {
  const tenant = await newTenant()
  await operator(
    `do $do$ begin
       set local time zone 'Pacific/Kiritimati';
       set local datestyle = 'German, DMY';
       insert into customers (tenant_id, created_at)
       values ('${tenant.id}', '2024-03-14 23:59:59.999Z'), ('${tenant.id}', '2024-03-15 00:00:00Z');
     end $do$`,
  )
  /** How many customers were created on the two days, and the change since. */
  const changes = async () => {
    const { '2024-03-14': one = 0, '2024-03-15': other = 0, ...later } = await stored(tenant, 'customers_on_')
    return [one, other, Object.values(later).reduce((sum, change) => sum + change, 0)]
  }
  expect(await changes()).toEqual([1, 1, 0])
  const [customer] = await operator('select id from customers where tenant_id = $1 order by created_at', [tenant.id])
  await tenant.delete(`/v1/customers/${customer?.id}`)
  expect(await changes()).toEqual([1, 1, -1])
  await tenant.post(`/v1/customers/${customer?.id}/restore`)
  expect(await changes()).toEqual([1, 1, 0])
  await tenant.post('/v1/customers/batch', { customers: [{}, {}, { email: 'invalid' }] })
  expect(await changes()).toEqual([1, 1, 2])
  await operator('delete from customers where tenant_id = $1 and id = $2', [tenant.id, customer?.id])
  expect(await changes()).toEqual([1, 1, 1])
  expect(await wrongCounts(tenant)).toEqual([])
})
