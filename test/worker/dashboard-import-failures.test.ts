import { describe, expect, test } from 'vitest'
import { suspendTenant } from '../../src/admin/tenants.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { visitorOf } from './dashboard.ts'
import { bindings, newTenant, operator, type Tenant } from './harness.ts'
import { before } from './meanwhile.ts'
import { decoded } from './rule-forms.ts'

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

/** The rows that the page offers as a file. */
function linesIn(body: string): number[] {
  const [, reasons = '[]'] = /name="reasons" value="([^"]*)"/.exec(body) ?? []
  return JSON.parse(decoded(reasons)).map(([line]: [number]) => line)
}

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
      ...{ 'Possibly imported': '100', 'Not attempted': '50' },
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

  const ENDS: [string, (tenant: Tenant) => Promise<unknown>, string, boolean][] = [
    [
      'the key is revoked',
      ({ id }) => operator('update api_keys set revoked_at = now() where tenant_id = $1', [id]),
      ...(['Your session has ended', true] as const),
    ],
    [
      'the tenant is suspended',
      ({ slug }) => suspendTenant(operator, slug),
      ...(['Ask the person who manages the API at your company to end the suspension, then choose', false] as const),
    ],
  ]
  test.for(ENDS)('stopped because %s shows what was written and what to do', async ([, end, says, isSignIn]) => {
    const { tenant, post, fields, total } = await newImporter()
    before('Customer 150', () => end(tenant))
    const csv = fields.csv.replace('Customer 5\n', `${'x'.repeat(201)}\n`)
    const { status, body } = await post(AT, { ...fields, csv })
    expect(status).toBe(200)
    expect(totals(body)).toEqual({ Created: '100', Updated: '0', 'Not attempted': '149', Rejected: '1' })
    expect(body).toContain('The import stopped at row 103')
    expect(body).toContain(says)
    const signIn = '<a class="button" href="/dashboard/sign-in?to=%2Fdashboard%2Fcustomers%2Fimport"'
    expect(body.includes(signIn)).toBe(isSignIn)
    expect(await total()).toBe(100)
    // The other rows are imported by “Import the rest”, so the file must not have them too.
    expect(body).toMatch(/value="import"[^>]*>Import the rest</)
    expect(linesIn(body)).toEqual([7])
  })

  test('of another choice with the same idempotency key cannot continue, so it offers its rows as a file', async () => {
    const { post, fields, total } = await newImporter()
    await post(AT, fields)
    const { body } = await post(AT, { ...fields, existing: 'update' })
    expect(body).toContain('This file was already imported with different columns or a different choice.')
    expect(body).toContain('Choose <strong>Download the rows not imported</strong> on this page.')
    expect(body).not.toMatch(/Wait a minute|Sign in|Import the rest/)
    expect(linesIn(body)).toHaveLength(250)
    expect(await total()).toBe(250)
  })
})
