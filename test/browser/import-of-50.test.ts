import { readFile } from 'node:fs/promises'
import { describe, expect } from 'vitest'
import { hasBrowser, newTenant } from './setup/browser.ts'
import { reach, test, WAYS } from './setup/hand.ts'

/** 50 customers, two of which are not valid. */
const ROWS = Array.from({ length: 50 }, (_, index) => {
  const email = index === 7 ? 'no email' : `shop${index}@example.com`
  return [`Shop ${index}`, email, index === 20 ? 'XX' : 'US', index % 4].join()
})
const FILE = {
  ...{ name: 'shops.csv', mimeType: 'text/csv' },
  buffer: Buffer.from(['Company,E-mail,Country,Vans', ...ROWS].join('\n')),
}

describe.skipIf(!hasBrowser)('importing 50 customers', () => {
  test.for(WAYS)('writes nothing until all rows are checked and confirmed, with the %s', async (way, { handOf }) => {
    const { keys, call } = await newTenant()
    const { page, signIn, press, follow } = await handOf(way)
    await signIn(keys.live)
    await follow('Import')
    const file = page.getByLabel('CSV file')
    if (way === 'keyboard') await reach(page, file)
    await file.setInputFiles(FILE)
    await press('Check the file')
    await page.getByText('shops.csv, 50 rows').waitFor()
    expect(await page.getByLabel('Field for Company').inputValue()).toBe('company_name')
    expect((await call('GET', '/v1/customers')).total).toBe(0)
    await press('Import 48 customers')
    await page.locator('.stat', { hasText: 'Created 48' }).waitFor()
    expect((await call('GET', '/v1/customers')).total).toBe(48)
    const [download] = await Promise.all([page.waitForEvent('download'), press('Download the rejected rows')])
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/)
    expect(lines).toHaveLength(3)
    expect(lines[1]).toMatch(/^Shop 7,no email,US,3,.*email/i)
  })
})
