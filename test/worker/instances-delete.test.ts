import { describe, expect, test } from 'vitest'
import { newTenant, operator, type Tenant } from './harness.ts'

async function withInstance() {
  const tenant = await newTenant()
  const customer = await tenant.customer()
  const { body } = await tenant.post('/v1/instances', { customer_id: customer.id })
  return { tenant, customer, instance: body, path: `/v1/instances/${body.id}` }
}

/** The total and running instance counts of a customer. */
async function counts(tenant: Tenant, id: string) {
  const { body } = await tenant.get(`/v1/customers/${id}`)
  return [body.instance_count, body.running_instance_count]
}

const audited = (tenant: Tenant) =>
  operator(
    `select operation, action, resource_type, resource_id, before, after from audit_log
      where tenant_id = $1 and resource_type in ('instance', 'rule') order by id`,
    [tenant.id],
  )

describe('deleting an instance', () => {
  test.each(['provisioning', 'running', 'stopped', 'failed'])('returns 409 while it is %s', async (status) => {
    const tenant = await newTenant()
    const id = await tenant.row('instances', { customer_id: (await tenant.customer()).id, status })
    const response = await tenant.delete(`/v1/instances/${id}`)
    expect([response.status, response.body.code]).toEqual([409, 'conflict'])
    expect(response.body.detail).toBe('Only a terminated instance can be deleted.')
    expect((await tenant.get(`/v1/instances/${id}`)).body.status).toBe(status)
    expect(await audited(tenant)).toEqual([])
  })

  test('returns 204 once it is terminated, and deletes its history too', async () => {
    const { tenant, customer, path } = await withInstance()
    await tenant.patch(path, { status: 'terminated' })
    expect(await counts(tenant, customer.id)).toEqual([1, 0])
    const response = await tenant.delete(path)
    expect([response.status, response.body]).toEqual([204, ''])
    for (const notFound of [await tenant.get(path), await tenant.get(`${path}/history`), await tenant.delete(path)]) {
      expect([notFound.status, notFound.body.code]).toEqual([404, 'not_found'])
    }
    expect((await tenant.patch(path, {})).status).toBe(404)
    expect(await counts(tenant, customer.id)).toEqual([0, 0])
    expect(await operator('select 1 from instance_transitions where tenant_id = $1', [tenant.id])).toEqual([])
  })

  test('leaves its rules in place, with instance_id set to null', async () => {
    const { tenant, customer, instance, path } = await withInstance()
    const fields = { customer_id: customer.id, instance_id: instance.id, name: 'A rule', trigger_event: 'x' }
    const rule = await tenant.row('rules', fields)
    await tenant.patch(path, { status: 'terminated' })
    expect((await tenant.delete(path)).status).toBe(204)
    expect(await operator('select customer_id, instance_id from rules where id = $1', [rule])).toEqual([
      { customer_id: customer.id, instance_id: null },
    ])
    expect((await audited(tenant)).slice(-2)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ operation: 'deleteInstance', resource_type: 'rule', resource_id: rule }),
        expect.objectContaining({ operation: 'deleteInstance', resource_type: 'instance', action: 'delete' }),
      ]),
    )
  })
})
