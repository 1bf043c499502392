import { expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

const AT = '/dashboard/customers/import'
const CSV = 'Firma;E-Mail;KdNr\nRohrblitz;buero@rohrblitz.example;crm-1\nWolf;wolf@@wolf.example;crm-2\n'
const COLUMNS = 'company_name'

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

test('a row whose customer exists, or that occurs twice, is faulty', async () => {
  const { tenant, post } = await newVisitor()
  await tenant.customer({ email: 'buero@rohrblitz.example' })
  const { body } = await post(AT, { csv: 'email,name\nBuero@Rohrblitz.example,A\na@b.example,B\nA@b.example,C\n' })
  expect(body).toContain('Another customer has this email')
  expect(body).toContain('Same email as row 3')
  expect(body).toContain('Import 1 customer')
})

test('the valid rows are imported, and the outcome of each row is listed', async () => {
  const { tenant, post } = await newVisitor()
  const { body } = await post(AT, { csv: CSV, step: 'import' })
  expect(body).toContain('1 created, 1 not imported')
  const { customers, total } = (await tenant.get('/v1/customers')).body
  expect(total).toBe(1)
  expect(customers).toMatchObject([{ company_name: 'Rohrblitz', email: 'buero@rohrblitz.example' }])
})

test('more than 100 rows are imported, and sending them twice has one effect', async () => {
  const { tenant, post } = await newVisitor()
  const csv = `name\n${Array.from({ length: 150 }, (_, n) => `Customer ${n}`).join('\n')}\n`
  const fields = { csv, column: COLUMNS, step: 'import', idempotency_key: crypto.randomUUID() }
  expect((await post(AT, fields)).body).toContain('150 created, 0 not imported')
  await post(AT, fields)
  expect((await tenant.get('/v1/customers')).body.total).toBe(150)
})

test('the invalid rows are a CSV file with the reason, in which formulas are text', async () => {
  const { post } = await newVisitor()
  const csv = 'name,email\n=1+1,x\nSteve,steve@plumbing.example\n'
  const { headers, body } = await post(AT, { csv, step: 'faulty', reasons: '[[2,"Not an email"]]' })
  expect(headers.get('Content-Disposition')).toBe('attachment; filename="invalid-rows.csv"')
  expect(body).toBe('name,email,error\r\n"\'=1+1",x,Not an email')
})

test('a file without rows is rejected in words', async () => {
  const { post } = await newVisitor()
  const { status, body } = await post(AT, { csv: 'name,email\n' })
  expect(status).toBe(422)
  expect(body).toContain('The file has no rows')
})
