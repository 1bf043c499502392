import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

const AT = '/dashboard/customers/import'
const CSV = 'Firma;E-Mail;KdNr\nRohrblitz;buero@rohrblitz.example;crm-1\nWolf;wolf@@wolf.example;crm-2\n'
const COLUMNS = 'company_name'

/** The numbers at the top of a page, by label. */
function totalsIn(body: string): Record<string, number> {
  const totals = body.matchAll(/class="label">([^<]+)<\/span> <span class="value">([\d,]+)</g)
  return Object.fromEntries([...totals].map(([, label, value]) => [label, Number(value?.replace(',', ''))]))
}

async function newVisitor() {
  const tenant = await newTenant()
  return { tenant, ...(await visitorOf(tenant)) }
}

test('a file is checked with guessed columns, and nothing is written', async () => {
  const { tenant, post } = await newVisitor()
  const { status, body } = await post(AT, { csv: CSV, name: 'fair.csv' })
  expect(status).toBe(200)
  expect(body).toContain('3 of 3 are used')
  expect(body).toContain('Import 1 customer')
  expect(body).toMatch(/<tr class="fault"><td class="num">3<\/td>/)
  expect((await tenant.get('/v1/customers')).body.total).toBe(0)
})

test.for(['Customer No', 'Customer number', 'Customer ID', 'Kundennummer', 'Kunden-Nr.', 'Ref', 'crm_id'])(
  'a column “%s” is imported as the external id',
  async (heading) => {
    const { post } = await newVisitor()
    const { body } = await post(AT, { csv: `Name,${heading}\nSteve,7\n` })
    expect(body).toContain('2 of 2 are used')
    expect(body).not.toMatch(/Not imported:|has no effect yet/)
  },
)

test('a column with the name of a field is preferred to one that only sounds like it', async () => {
  const { post } = await newVisitor()
  const { body } = await post(AT, { csv: 'Ref,Name,External id\nfair,Steve,7\n' })
  expect(body).toContain('Not imported:</strong> Ref.')
})

test('columns not imported are named, and the choice about external ids says that it has no effect', async () => {
  const { post } = await newVisitor()
  const { body } = await post(AT, { csv: 'Name,Van color,\nSteve,red,7\n' })
  expect(body).toContain('1 of 3 are used')
  expect(body).toContain('Not imported:</strong> Van color, column 3.')
  expect(body).toContain('No column is imported as the external id')
})

test('a row whose customer exists, or that occurs twice, is invalid', async () => {
  const { tenant, post } = await newVisitor()
  await tenant.customer({ email: 'buero@rohrblitz.example' })
  const { body } = await post(AT, { csv: 'email,name\nBuero@Rohrblitz.example,A\na@b.example,B\nA@b.example,C\n' })
  expect(body).toContain('Another customer already has this email')
  expect(body).toContain('Same email as row 3')
  expect(body).toContain('Import 1 customer')
})

test('the valid rows are imported, and the outcome of each row is listed', async () => {
  const { tenant, post } = await newVisitor()
  const { body } = await post(AT, { csv: CSV, step: 'import' })
  expect(totalsIn(body)).toEqual({ Created: 1, Updated: 0, Rejected: 1 })
  const { customers, total } = (await tenant.get('/v1/customers')).body
  expect(total).toBe(1)
  expect(customers).toMatchObject([{ company_name: 'Rohrblitz', email: 'buero@rohrblitz.example' }])
})

test('more than 100 rows are imported, and sending them twice has one effect', async () => {
  const { tenant, post } = await newVisitor()
  const csv = `name\n${Array.from({ length: 150 }, (_, n) => `Customer ${n}`).join('\n')}\n`
  const fields = { csv, column: COLUMNS, step: 'import', idempotency_key: crypto.randomUUID() }
  expect(totalsIn((await post(AT, fields)).body)).toEqual({ Created: 150, Updated: 0, Rejected: 0 })
  await post(AT, fields)
  expect((await tenant.get('/v1/customers')).body.total).toBe(150)
})

test('the rejected rows are a CSV file with the reason, in which formulas are text', async () => {
  const { post } = await newVisitor()
  const csv = 'name,email,error\n=1+1,x,own\nSteve,steve@plumbing.example,\n'
  const { headers, body } = await post(AT, { csv, step: 'rejected', reasons: '[[2,"Not an email"]]' })
  expect(headers.get('Content-Disposition')).toBe('attachment; filename="rejected-rows.csv"')
  expect(body).toBe("name,email,error,import_error\r\n'=1+1,x,own,Not an email\r\n")
})

test('a file without rows is rejected with the reason', async () => {
  const { post } = await newVisitor()
  const { status, body } = await post(AT, { csv: 'name,email\n' })
  expect(status).toBe(422)
  expect(body).toContain('The file has no rows')
})

describe('rows with the external id of a customer', () => {
  const ROWS =
    'Name,Own id,Email,Land,Plan\nSteve & Sons,crm-1,,US,gold\nNew,crm-9,new@b.example,,\nMia,crm-2,pete@a.example,,\n'
  const COLUMN = ['company_name', 'external_id', 'email', 'country_code', 'metadata.plan']

  async function withSteve() {
    const visitor = await newVisitor()
    const { id } = await visitor.tenant.customer({
      ...{
        company_name: 'Steve',
        external_id: 'crm-1',
        email: 'steve@a.example',
        metadata: { plan: 'silver', vans: 2 },
      },
    })
    await visitor.tenant.customer({ company_name: 'Pete', email: 'pete@a.example' })
    await visitor.tenant.customer({ company_name: 'Mia', external_id: 'crm-2' })
    const send = (fields: Record<string, string>) =>
      visitor.post(AT, [
        ...COLUMN.map((name) => ['column', name] as const),
        ...Object.entries({ csv: ROWS, ...fields }),
      ])
    return { ...visitor, id, send }
  }

  test('are skipped by default, which the preview and the outcome say', async () => {
    const { tenant, id, send } = await withSteve()
    const { body } = await send({})
    expect(totalsIn(body)).toEqual({ 'To create': 1, 'To update': 0, 'To skip': 2, Invalid: 0 })
    expect(body).toContain(`Skip: <a href="/dashboard/customers/${id}">Steve</a> has this external id`)
    const done = await send({ step: 'import' })
    expect(totalsIn(done.body)).toEqual({ Created: 1, Updated: 0, Skipped: 2, Rejected: 0 })
    expect((await tenant.get(`/v1/customers/${id}`)).body).toMatchObject({ company_name: 'Steve', country_code: null })
  })

  test('update the customer if that is chosen, and the preview names each change', async () => {
    const { tenant, id, send } = await withSteve()
    const { body } = await send({ existing: 'update' })
    expect(totalsIn(body)).toEqual({ 'To create': 1, 'To update': 1, Invalid: 1 })
    expect(body).toContain(`Update <a href="/dashboard/customers/${id}">Steve</a>`)
    expect(body).toContain('Name: <del>Steve</del> → Steve &amp; Sons')
    expect(body).toContain('Metadata: plan: <del>silver</del> → gold')
    expect(body).toMatch(/Another customer already has this email: <a href="[^"]+">Pete</)
    expect((await tenant.get(`/v1/customers/${id}`)).body.company_name).toBe('Steve')
    const done = await send({ existing: 'update', step: 'import' })
    expect(totalsIn(done.body)).toEqual({ Created: 1, Updated: 1, Rejected: 1 })
    expect(done.body).toContain('Download the rejected rows')
    expect((await tenant.get(`/v1/customers/${id}`)).body).toMatchObject({
      ...{ company_name: 'Steve & Sons', email: 'steve@a.example', country_code: 'US' },
      metadata: { plan: 'gold', vans: 2 },
    })
  })

  test('are shown as unchanged if they equal what is stored, and rejected if the customer is archived', async () => {
    const { tenant, id, send } = await withSteve()
    await send({ existing: 'update', step: 'import' })
    expect((await send({ existing: 'update' })).body).toContain('2 unchanged')
    await tenant.delete(`/v1/customers/${id}`)
    const { body } = await send({ existing: 'update' })
    expect(body).toContain(`An archived customer has this external id: <a href="/dashboard/customers/${id}">`)
  })

  test('nothing is imported if the columns or the choice have changed since the check', async () => {
    const { tenant, send } = await withSteve()
    const choices = (body: string) => (/name="choices" value="([^"]+)"/.exec(body)?.[1] ?? '').replaceAll('&quot;', '"')
    const checked = choices((await send({})).body)
    const { status, body } = await send({ choices: checked, existing: 'update', step: 'import' })
    expect(status).toBe(422)
    expect(body).toContain(
      '<strong>You changed the columns or the choice after the last check, so nothing was imported.',
    )
    expect(body).not.toContain('Columns: ')
    expect((await tenant.get('/v1/customers')).body.total).toBe(3)
    await send({ choices: choices(body), existing: 'update', step: 'import' })
    expect((await tenant.get('/v1/customers')).body.total).toBe(4)
  })
})
