import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant, send } from './harness.ts'

const AT = '/dashboard/customers/import'
const MEGABYTE = 1024 * 1024

type Fields = Record<string, string | string[]>
type Content = string | Uint8Array<ArrayBuffer>

/** Chooses a file in the form of the page. */
async function newUploader() {
  const tenant = await newTenant()
  const { cookie } = await visitorOf(tenant)
  const upload = async (content: Content, fields: Fields = {}) => {
    const form = new FormData()
    form.set('file', new File([content], 'customers.csv'))
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one)
    const request = new Response(form)
    const headers = { 'Sec-Fetch-Site': 'same-origin', Cookie: cookie }
    const type = { 'Content-Type': request.headers.get('Content-Type') ?? '' }
    return send('POST', AT, { body: new Uint8Array(await request.arrayBuffer()), headers: { ...headers, ...type } })
  }
  return { tenant, upload }
}

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)))
const utf16 = (text: string, swap = false) =>
  [...text].flatMap((one) => {
    const [low, high] = [one.charCodeAt(0) & 255, one.charCodeAt(0) >> 8]
    return swap ? [high, low] : [low, high]
  })
const CSV = 'Name;Own id\nSöhne Müller;a-1\n'

describe('an import reads', () => {
  const encodings: [string, Content][] = [
    ['UTF-8', CSV],
    ['UTF-8 with a byte order mark', bytes([0xef, 0xbb, 0xbf], CSV)],
    ['UTF-16 with a byte order mark', bytes([0xff, 0xfe], utf16(CSV))],
    ['UTF-16 in the other byte order', bytes([0xfe, 0xff], utf16(CSV, true))],
    ['UTF-16 without a byte order mark', bytes(utf16(CSV))],
  ]
  test.for(encodings)('%s', async ([, content]) => {
    const { upload } = await newUploader()
    const { status, body } = await upload(content)
    expect(status).toBe(200)
    expect(body).toContain('Söhne Müller')
    expect(body).toContain('2 of 2 are used')
    expect(body).not.toContain('not in UTF-8')
  })

  test('Latin-1, and says so', async () => {
    const { upload } = await newUploader()
    const { body } = await upload(new Uint8Array([...CSV].map((one) => one.charCodeAt(0))))
    expect(body).toContain('Söhne Müller')
    expect(body).toContain('The file is not in UTF-8, so it was read as Windows-1252.')
  })

  test.for([';', ',', '\t', '|'])('the separator %j, also in quoted values with line breaks', async (separator) => {
    const { tenant, upload } = await newUploader()
    const csv = `Name${separator}Note\r\nA${separator}"one${separator}\r\ntwo ""three"""\r\n\r\nC${separator}x\r\n`
    const { body } = await upload(csv)
    expect(body).toContain('customers.csv, 2 rows')
    expect(body).toContain('Import 2 customers')
    await upload(csv, { step: 'import', column: ['company_name', 'metadata.Note'] })
    const { customers } = (await tenant.get('/v1/customers?sort_by=company_name&sort_dir=asc')).body
    expect(customers).toMatchObject([
      { company_name: 'A', metadata: { Note: `one${separator}\ntwo "three"` } },
      { company_name: 'C', metadata: { Note: 'x' } },
    ])
  })

  test('the separator that a spreadsheet declares', async () => {
    const { upload } = await newUploader()
    expect((await upload('sep=;\nName;Own id\nA, B;c\n')).body).toContain('2 of 2 are used')
  })

  test('1,000 rows, and numbers them as a spreadsheet does', async () => {
    const { tenant, upload } = await newUploader()
    const csv = `name\n\n${Array.from({ length: 1000 }, (_, n) => `Customer ${n}`).join('\n')}\n`
    const { body } = await upload(csv)
    expect(body).toContain('Import 1000 customers')
    expect(body).toContain('<td class="num">3</td><td class="wrap">Customer 0</td>')
    await upload(csv, { step: 'import' })
    expect((await tenant.get('/v1/customers')).body.total).toBe(1000)
  })

  test('rows that together are larger than one call of the API may be', async () => {
    const { tenant, upload } = await newUploader()
    const names = Array.from({ length: 40 }, (_, n) => `note ${n}`)
    const notes = names.map(() => 'x'.repeat(490)).join(',')
    const csv = `name,${names.join(',')}\n${Array.from({ length: 90 }, (_, n) => `C ${n},${notes}`).join('\n')}\n`
    const column = ['company_name', ...names.map((name) => `metadata.${name}`)]
    expect((await upload(csv, { column })).body).toContain('Import 90 customers')
    await upload(csv, { column, step: 'import' })
    expect((await tenant.get('/v1/customers')).body.total).toBe(90)
  })
})

describe('an import rejects, with the reason and without a failure', () => {
  const files: [name: string, content: Content, reason: string][] = [
    ['an empty file', '', 'The file is empty.'],
    ['a blank file', ' \n\n', 'The file is empty.'],
    ['a byte order mark alone', bytes([0xef, 0xbb, 0xbf]), 'The file is empty.'],
    ['headings alone', 'name,email\n', 'The file has no rows'],
    ['a workbook', bytes([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), 'In the spreadsheet, choose “Save as” and “CSV”'],
    ['an old workbook', bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), 'an Excel workbook in an old format'],
    ['a PDF document', '%PDF-1.7\n%âãÏÓ\n', 'a PDF document'],
    ['a picture', bytes([0x89], 'PNG\r\n', [0x1a, 10, 0, 0, 0, 13]), 'not a CSV file'],
    ['JSON', '[{"name":"Steve"}]', 'not a CSV file'],
    ['HTML', '<!DOCTYPE html><p>\n', 'not a CSV file'],
    ['a quotation mark that is never closed', 'name,email\nA,"b\nC,d\n', 'Row 2 has a quotation mark'],
    ['a quotation mark inside a quoted value', 'name,email\n"A"B",c\n', 'Row 2 has a quotation mark inside'],
    ['1,001 rows', `name\n${'A\n'.repeat(1001)}`, 'The file has 1001 rows; at most 1000 are allowed'],
    ['101 columns', `${'a,'.repeat(100)}b\n1,2\n`, 'The file has 101 columns; at most 100 are allowed'],
    ['more than 2 MB', `name\n${'A'.repeat(2 * MEGABYTE)}\n`, 'the limit is 2 MB'],
    ['much more than 2 MB', new Uint8Array(7 * MEGABYTE).fill(65), 'the limit is 2 MB'],
  ]
  test.for(files)('%s', async ([, content, reason]) => {
    const { upload } = await newUploader()
    const { status, body } = await upload(content)
    expect(status).toBe(422)
    expect(body).toContain('Choose another file')
    expect(body).toContain(reason)
    expect(body).toContain('type="file"')
  })

  test('a row with more values than headings', async () => {
    const { upload } = await newUploader()
    const { body } = await upload('name,email\nWolf, Jan,jan@wolf.example\nA,b@c.example,,\n')
    expect(body).toContain('More values than headings')
    expect(body).toContain('Import 1 customer')
  })

  test('columns and steps that no page sends', async () => {
    const { upload } = await newUploader()
    for (const column of ['__proto__', 'constructor', 'id', 'metadata.__proto__', 'metadata.']) {
      const { status } = await upload('name\nA\n', { column, step: 'import' })
      expect(status).toBe(200)
    }
    expect((await upload('name\nA\n', { step: 'rejected', reasons: '{"a":[' })).status).toBe(200)
    expect((await upload('name\nA\n', { step: 'rejected', reasons: '[1,null]' })).status).toBe(200)
  })
})
