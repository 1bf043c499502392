import { describe, expect } from 'vitest'
import { faultsInEveryForm } from './setup/axe.ts'
import { hasBrowser, newTenant, test } from './setup/browser.ts'

const CSV = `Firma;E-Mail;KdNr;Land;Betreuer
Rohrblitz Kassel;buero@rohrblitz.example;crm-1;DE;Mia
"Sanitär; Wolf";wolf@@sanitaer.example;crm-2;DE;Mia
Nordwind GmbH;kontakt@nordwind.example;crm-3;AT;Jonas
`

/** A tenant that has one of the customers in the file. */
async function tenantWithNordwind() {
  const tenant = await newTenant()
  const nordwind = { company_name: 'Nordwind', external_id: 'crm-3', country_code: 'DE' }
  const { id } = await tenant.call('POST', '/v1/customers', nordwind)
  const file = { name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }
  const read = () => tenant.call('GET', '/v1/customers?sort_by=company_name&sort_dir=asc')
  return { ...tenant, id, file, read }
}

describe.skipIf(!hasBrowser)('an import', () => {
  test('is done with the mouse: choose a file, map a column, confirm, read the outcome', async ({ visitor }) => {
    const { keys, file, read } = await tenantWithNordwind()
    const { page } = visitor
    await visitor.signIn(keys.live)
    await page.getByRole('link', { name: 'Import' }).click()
    await page.getByLabel('CSV file').setInputFiles(file)
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByText('4 of 5 are used').waitFor()
    await page.getByLabel('Field for Betreuer').selectOption({ label: 'Metadata: Betreuer' })
    await page.getByText('Update the customer').click()
    await page.getByRole('button', { name: 'Import 1 customer' }).click()
    await page.getByText('Nothing was imported.').waitFor()
    expect((await read()).total).toBe(1)
    await page.getByText('Name: Nordwind → Nordwind GmbH').waitFor()
    await page.getByRole('button', { name: 'Import 2 customers' }).click()
    await page.getByRole('heading', { name: 'Rejected' }).waitFor()
    expect(await page.locator('.stat').allTextContents()).toEqual(['Created 1 ', 'Updated 1 ', 'Rejected 1 '])
    expect((await read()).customers).toMatchObject([
      { company_name: 'Nordwind GmbH', country_code: 'AT', metadata: { Betreuer: 'Jonas' } },
      { company_name: 'Rohrblitz Kassel', email: 'buero@rohrblitz.example', metadata: { Betreuer: 'Mia' } },
    ])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the rejected rows' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('rejected-rows.csv')
    await page.getByRole('link', { name: 'Rohrblitz Kassel' }).click()
    await page.getByRole('heading', { name: 'Rohrblitz Kassel', level: 1 }).waitFor()
    expect(visitor.complaints.filter((text) => !text.includes('status of 422'))).toEqual([])
  })

  test('keeps quoted line breaks, works without the script, and passes axe in each step', async ({
    visitor: { page, signIn },
  }) => {
    const { keys, call } = await newTenant()
    await signIn(keys.live, '/dashboard/customers/import')
    const buffer = Buffer.from('Name,Note,Email\n"A ""B""","one\n\n two",\nC,x,y\n')
    await page.getByLabel('CSV file').setInputFiles({ name: 'notes.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByLabel('Field for Note').selectOption({ label: 'Metadata: Note' })
    await page.getByRole('button', { name: 'Check again' }).click()
    await page.getByText('3 of 3 are used').waitFor()
    expect(await faultsInEveryForm(page)).toEqual([])
    await page.getByRole('button', { name: 'Import 1 customer' }).click()
    await page.getByRole('heading', { name: 'Created' }).waitFor()
    expect(await faultsInEveryForm(page)).toEqual([])
    const { customers } = await call('GET', '/v1/customers')
    expect(customers).toMatchObject([{ company_name: 'A "B"', metadata: { Note: 'one\n\n two' } }])
  })

  test('says what is wrong with a file that is not CSV, and lets the user choose another', async ({ visitor }) => {
    const { keys } = await newTenant()
    const { page } = visitor
    await visitor.signIn(keys.live, '/dashboard/customers/import')
    const buffer = Buffer.from([0x50, 0x4b, 3, 4, 20, 0])
    await page.getByLabel('CSV file').setInputFiles({ name: 'book.xlsx', mimeType: '', buffer })
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByRole('alert').getByText('This is a spreadsheet or an archive.').waitFor()
    await page.getByRole('alert').getByRole('link').click()
    await page.getByLabel('CSV file').setInputFiles({
      ...{ name: 'large.csv', mimeType: 'text/csv', buffer: Buffer.alloc(8 * 1024 * 1024, 65) },
    })
    await page.getByRole('button', { name: 'Check the file' }).click()
    await page.getByRole('alert').getByText('the limit is 2 MB').waitFor()
  })
})
