import { describe, expect, test } from 'vitest'
import { suspendTenant } from '../../src/admin/tenants.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { visitorOf } from './dashboard.ts'
import { bindings, newTenant, operator, type Tenant } from './harness.ts'
import { before } from './meanwhile.ts'

const AT = '/dashboard/customers/import'
const ROWS = Array.from({ length: 250 }, (_, n) => `Customer ${n}`)

async function newImporter() {
  const tenant = await newTenant()
  const { get, post } = await visitorOf(tenant)
  const idempotency_key = crypto.randomUUID()
  const fields = { csv: `name\n${ROWS.join('\n')}\n`, column: 'company_name', idempotency_key, step: 'import' }
  const total = async () => {
    const [row] = await operator('select count(*)::int as n from customers where tenant_id = $1', [tenant.id])
    return row?.n
  }
  return { tenant, get, post, fields, total }
}

const totals = (body: string) =>
  Object.fromEntries(
    [...body.matchAll(/class="label">([^<]+)<\/span> <span class="value">([\d,]+)</g)].map((one) => one.slice(1)),
  )

describe('an import', () => {
  test('waits for an earlier request with its idempotency key, and then continues', async () => {
    const { tenant, post, fields, total } = await newImporter()
    // Fails after two seconds, as the request that it stands for.
    const claim = `insert into idempotency_keys (tenant_id, operation, idempotency_key, fingerprint, key_id, request_id)
                   values ($1, 'createCustomers', $2, sha256(''), uuidv7(), 'import')
                   returning 1 / length(pg_sleep(2)::text)`
    const running = operator(claim, [tenant.id, `${fields.idempotency_key}-0`]).catch(() => undefined)
    const isRunning = `select 1 from pg_stat_activity where wait_event = 'PgSleep' and query like '%''import''%'`
    await expect.poll(() => operator(isRunning)).toHaveLength(1)
    const { body } = await post(AT, fields)
    expect(totals(body)).toEqual({ Created: '250', Updated: '0', Rejected: '0' })
    expect(await total()).toBe(250)
    await running
  })

  test('is repeated after a response that does not show its outcome, and writes no row twice', async () => {
    const { get, post, fields, total } = await newImporter()
    const endpoint = await startFaultyEndpoint()
    const env = { ...bindings, DATABASE_ENDPOINT: endpoint.url }
    await get('/dashboard/customers', { env })
    await endpoint.inject({ fault: 'lose_response', times: 4, after: 1 })
    const { body } = await post(AT, fields, { env })
    expect(totals(body)).toEqual({ Created: '250', Updated: '0', Rejected: '0' })
    expect(await total()).toBe(250)
  })

  test('says that rows were possibly imported, and imports the rest without writing a row twice', async () => {
    const { get, post, fields, total } = await newImporter()
    const endpoint = await startFaultyEndpoint()
    const env = { ...bindings, DATABASE_ENDPOINT: endpoint.url }
    await get('/dashboard/customers', { env })
    await endpoint.inject({ fault: 'missing_column', after: 1 })
    const { status, body } = await post(AT, fields, { env })
    expect(status).toBe(200)
    expect(totals(body)).toEqual({
      ...{ Created: '100', Updated: '0', Rejected: '0' },
      ...{ 'Possibly imported': '100', 'Not tried': '50' },
    })
    expect(body).toContain('The import stopped at row 102')
    expect(body).toContain(`name="idempotency_key" value="${fields.idempotency_key}"`)
    // Rows that were possibly imported are not in the file of rejected ones.
    expect(body).not.toContain('[102,')
    expect(await total()).toBe(200)
    const rest = await post(AT, fields)
    expect(totals(rest.body)).toEqual({ Created: '250', Updated: '0', Rejected: '0' })
    expect(await total()).toBe(250)
  })

  const ENDS: [string, (tenant: Tenant) => Promise<unknown>][] = [
    ['the key is revoked', ({ id }) => operator('update api_keys set revoked_at = now() where tenant_id = $1', [id])],
    ['the tenant is suspended', ({ slug }) => suspendTenant(operator, slug)],
  ]
  test.for(ENDS)('shows what was written if %s meanwhile, and leads to the sign-in', async ([, end]) => {
    const { tenant, post, fields, total } = await newImporter()
    before('Customer 150', () => end(tenant))
    const { status, body } = await post(AT, fields)
    expect(status).toBe(200)
    expect(totals(body)).toEqual({ Created: '100', Updated: '0', 'Not tried': '150', Rejected: '0' })
    expect(body).toContain('The import stopped at row 102')
    expect(body).toContain('<a class="button" href="/dashboard/sign-in?to=%2Fdashboard%2Fcustomers%2Fimport"')
    expect(await total()).toBe(100)
  })

  test('of another choice with the same idempotency key is rejected in words', async () => {
    const { post, fields, total } = await newImporter()
    await post(AT, fields)
    const { body } = await post(AT, { ...fields, existing: 'update' })
    expect(body).toContain('Not imported: this file was already imported with different columns or a different choice')
    expect(await total()).toBe(250)
  })
})
