import { expect, test } from 'vitest'
import { newTenant, operator, tripsOf } from './harness.ts'

test('a customer that is archived while a batch waits for its external id is not created again', async () => {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ external_id: 'crm-1' })
  const rows = [{ external_id: 'crm-1', company_name: 'Steve' }, { external_id: 'crm-2' }]
  const archiving = archiveOnceAwaited(tenant.id, 'crm-1')
  await expect.poll(() => holders(tenant.id, 'crm-1'), { interval: 10 }).toBe(1)

  let results: unknown[] = []
  const trips = await tripsOf(async () => {
    const response = await tenant.post('/v1/customers/batch', { customers: rows, on_conflict: 'update' })
    results = response.body.results
  })
  await archiving
  expect(trips).toBe(1)
  expect(results).toMatchObject([{ status: 409, code: 'archived', existing_customer_id: id }, { status: 201 }])
  expect((await tenant.get('/v1/customers/counts')).body).toMatchObject({ total: 1, archived: 1 })
})

const keyOf = (tenantId: string, externalId: string) => `hashtextextended('${tenantId} external id ${externalId}', 0)`
const locksOf = (tenantId: string, externalId: string) =>
  `from pg_locks where locktype = 'advisory'
     and (classid::bigint << 32 | objid::bigint) = ${keyOf(tenantId, externalId)}`

/** Archives a customer like a request, and commits as soon as another transaction waits for its external id. */
async function archiveOnceAwaited(tenantId: string, externalId: string) {
  await operator(`do $$
    begin
      perform pg_advisory_xact_lock(${keyOf(tenantId, externalId)});
      update customers set archived_at = now() where tenant_id = '${tenantId}' and external_id = '${externalId}';
      for _ in 1 .. 300 loop
        exit when exists (select ${locksOf(tenantId, externalId)} and not granted);
        perform pg_sleep(0.01);
      end loop;
    end $$`)
}

async function holders(tenantId: string, externalId: string) {
  const [row] = await operator(`select count(*)::int as n ${locksOf(tenantId, externalId)} and granted`)
  return row?.n
}
