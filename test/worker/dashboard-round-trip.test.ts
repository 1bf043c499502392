import { createExecutionContext } from 'cloudflare:test'
import { expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { visitorOf } from './dashboard.ts'
import { bindings, newTenant, type Tenant } from './harness.ts'

const LIST = '/dashboard/customers'
const TEXTS = [
  '+49 561 1234',
  '-1',
  '@home',
  'a;=1+1',
  "'=1+1",
  "''+1",
  'x, -2',
  'Söhne & Müller „Wärme“',
  'say "hi"',
  '|a',
]
const MARK = [0xef, 0xbb, 0xbf]

/** Sends forms with files, and returns the bytes of the response. */
async function newBrowser(tenant: Tenant) {
  const { cookie } = await visitorOf(tenant)
  const app = createApp()
  return async (method: string, path: string, fields?: Record<string, string | Blob>, env = bindings) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields ?? {})) form.append(name, value)
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', 'CF-Connecting-IP': crypto.randomUUID() }
    const request = new Request(`https://api.example${path}`, { method, headers, ...(fields && { body: form }) })
    const response = await app.fetch(request, env, createExecutionContext() as never)
    return new Uint8Array(await response.arrayBuffer())
  }
}

const importOf = (content: Uint8Array<ArrayBuffer> | string) => ({ file: new File([content], 'a.csv'), step: 'import' })
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes)

/** What is stored, without what differs between tenants. */
async function storedIn(tenant: Tenant) {
  const { body } = await tenant.get('/v1/customers/export?format=ndjson&sort_by=email&sort_dir=asc')
  return body
    .trim()
    .split('\n')
    .map((line: string) => {
      const { id: _, created_at: __, updated_at: ___, ...stored } = JSON.parse(line)
      return stored
    })
}

test('a downloaded list can be imported again, with the same values', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()]
  for (const [index, text] of TEXTS.entries()) {
    const metadata = { phone: text, [`=${index}`]: `x;${text}`, vans: index, active: true, code: '007', "';'=": '\r\n' }
    const setup = { country_code: 'DE', currency: 'EUR', locale: 'de-DE', timezone: 'Europe/Berlin' }
    const own = { company_name: text, external_id: text, industry: text, email: `a${index}@a.example` }
    await tenant.customer({ ...own, ...setup, metadata })
  }
  const file = await (await newBrowser(tenant))('GET', `${LIST}/export?format=csv`)
  expect([...file.slice(0, 3)]).toEqual(MARK)
  const page = await (await newBrowser(other))('POST', `${LIST}/import`, importOf(file))
  expect(textOf(page)).toContain('Created')
  expect(await storedIn(other)).toEqual(await storedIn(tenant))
})

test.for([';', ',', '\t', '|', '^'])(
  'rejected rows can be corrected and imported, separated by %j',
  async (separator) => {
    const tenant = await newTenant()
    const send = await newBrowser(tenant)
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
    const rows = TEXTS.map((text, index) => [text, text, `a${index}@@a.example`, text].map(quoted).join(separator))
    const declared = separator === '^' ? 'sep=^\n' : ''
    const csv = `${declared}${['Name', 'Own id', 'Email', 'Größe'].join(separator)}\n${rows.join('\n')}\n`
    const reasons = JSON.stringify(TEXTS.map((_, index) => [index + 2, `wrong${separator} "email"`]))
    const file = await send('POST', `${LIST}/import`, { csv, step: 'rejected', reasons })
    expect([...file.slice(0, 3)]).toEqual(MARK)
    expect(textOf(file)).toContain(`Größe${separator}import_error\r\n`)

    // Rejected once more, the file has the new reasons instead of the old ones.
    const text = textOf(file).replaceAll('\r\n', '\n')
    expect(await send('POST', `${LIST}/import`, { csv: text, step: 'rejected', reasons })).toEqual(file)

    const corrected = (content: string) => importOf(content.replaceAll('@@', '@'))
    await send('POST', `${LIST}/import`, corrected(textOf(file)))
    const other = await newTenant()
    await (await newBrowser(other))('POST', `${LIST}/import`, corrected(csv))
    expect(await storedIn(tenant)).toEqual(await storedIn(other))
    expect((await storedIn(tenant)).map(({ external_id }: { external_id: string }) => external_id)).toContain('a;=1+1')
  },
)

test('a file whose metadata is not JSON says so, and its other columns can still be imported', async () => {
  const { post } = await visitorOf(await newTenant())
  const csv = 'name,metadata\nSteve,"{""plan"":""gold""}"\nPete,gold\n'
  const sent = [['csv', csv] as const, ['column', 'company_name'] as const]
  const { body } = await post(`${LIST}/import`, [...sent, ['column', 'metadata']])
  expect(body).toContain('Metadata: Must be a JSON object')
  expect(body).toContain('Import 1 customer')
  expect((await post(`${LIST}/import`, { csv })).body).toContain('1 of 2 are used')
})

test('the preview shows the entries that the metadata column removes', async () => {
  const tenant = await newTenant()
  await tenant.customer({ external_id: 'crm-1', metadata: { plan: 'gold', vans: 3 } })
  const send = await newBrowser(tenant)
  const csv = 'external_id,metadata\ncrm-1,"{""plan"":null,""lifts"":null}"\n'
  const fields = { csv, existing: 'update' }
  const preview = textOf(await send('POST', `${LIST}/import`, fields))
  expect(preview).toContain('<del>gold</del> → <span class="absent">–</span>')
  expect(preview).not.toContain('No change')
  await send('POST', `${LIST}/import`, { ...fields, step: 'import' })
  expect(await storedIn(tenant)).toMatchObject([{ metadata: { vans: 3 } }])
})

test('the error page of a file that could not be checked offers no “Send again” without the file', async () => {
  const tenant = await newTenant()
  const send = await newBrowser(tenant)
  const env = { ...bindings, DATABASE_ENDPOINT: 'http://127.0.0.1:9/sql' }
  const page = textOf(
    await send('POST', `${LIST}/import`, { file: new File(['name\nSecret Plumbing\n'], 'a.csv') }, env),
  )
  expect(page).toContain('The page could not be loaded')
  expect(page).not.toContain('Send again')
  expect(page).not.toContain('Secret Plumbing')
})
