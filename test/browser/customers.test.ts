import { describe, expect } from 'vitest'
import { hasBrowser, newTenant, origin, test, visitWith } from './setup/browser.ts'

async function tenantWithCustomers() {
  const tenant = await newTenant()
  const create = (customer: object) => tenant.call('POST', '/v1/customers', customer)
  const steve = await create({
    company_name: 'Steve the Plumber',
    email: 'steve@plumbing.example',
    external_id: 'crm-1',
  })
  const pete = await create({ company_name: 'Pete Electrics', email: 'pete@electrics.example', country_code: 'DE' })
  return { ...tenant, steve, pete }
}

describe.skipIf(!hasBrowser)('the list of customers', () => {
  test('is searched while the user types, and its address holds its state', async ({ visitor }) => {
    const { keys, steve, call } = await tenantWithCustomers()
    await call('DELETE', `/v1/customers/${steve.id}`)
    const { page } = visitor
    await visitor.signIn(keys.live)
    await page.getByText('Pete Electrics').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('crm-1')
    await page.getByText('Steve the Plumber').waitFor()
    expect(await page.getByText('Pete Electrics').count()).toBe(0)
    expect(new URL(page.url()).search).toBe('?search=crm-1')
    await page.reload()
    await page.getByText('Steve the Plumber').waitFor()
    await page.goto(`/dashboard/customers?search=${steve.id}`)
    await page.getByText('Steve the Plumber').waitFor()
  })

  test('says that a search runs, and leaves out the results of the last one if it fails', async ({ visitor }) => {
    const { keys } = await tenantWithCustomers()
    const { page } = visitor
    const [results, said] = [page.locator('#results'), page.locator('#said')]
    await visitor.signIn(keys.live)
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    await page.route('**/dashboard/customers?search=ste', (route) => held.then(() => route.continue()))
    await page.route('**/dashboard/customers?search=pete', (route) => route.abort())
    const search = page.getByLabel('Search customers')
    await search.fill('ste')
    await page.locator('#results[aria-busy="true"]').waitFor()
    expect(await said.textContent()).toBe('Searching…')
    expect(await results.textContent()).toContain('Pete Electrics')
    release()
    await page.locator('#said', { hasText: '1 found for “ste”' }).waitFor()
    expect(await results.getAttribute('aria-busy')).toBeNull()
    expect(await results.textContent()).not.toContain('Pete Electrics')

    await search.fill('pete')
    await results.getByText('The search failed.').waitFor()
    expect(await said.textContent()).toBe('The search failed.')
    expect(await results.getAttribute('aria-busy')).toBeNull()
    expect(await results.textContent()).not.toContain('Steve')
    await page.unroute('**/dashboard/customers?search=pete')
    await results.getByRole('link', { name: 'Try again' }).click()
    await page.getByText('Pete Electrics').waitFor()
    expect(await search.inputValue()).toBe('pete')
  })

  test('sorts by a heading, and says so', async ({ visitor }) => {
    const { keys } = await tenantWithCustomers()
    const { page } = visitor
    await visitor.signIn(keys.live)
    await page.getByRole('link', { name: 'Customer', exact: true }).click()
    await page.waitForURL('**sort_by=company_name**')
    const names = () => page.locator('.cover').allTextContents()
    expect(await names()).toEqual(['Pete Electrics', 'Steve the Plumber'])
    expect(await page.locator('th[aria-sort="ascending"]').textContent()).toContain('Customer')
    await page.getByRole('link', { name: 'Customer', exact: true }).click()
    await page.waitForURL('**sort_dir=desc**')
    expect(await names()).toEqual(['Steve the Plumber', 'Pete Electrics'])
  })

  test('archives the selected customers after a confirmation', async ({ visitor }) => {
    const { keys, call } = await tenantWithCustomers()
    const { page } = visitor
    await visitor.signIn(keys.live)
    await page.getByLabel('Select Steve the Plumber').check()
    await page.getByRole('button', { name: 'Archive…' }).click()
    await page.getByRole('button', { name: 'Archive 1 customer' }).click()
    await page.getByRole('status').getByText('1 customer was archived.').waitFor()
    expect((await call('GET', '/v1/customers')).total).toBe(1)
    await page.reload()
    expect(await page.getByText('1 customer was archived.').count()).toBe(0)
  })

  test('works without the script', async ({ browser }) => {
    const { keys } = await tenantWithCustomers()
    const context = await browser.newContext({ baseURL: origin, javaScriptEnabled: false })
    const visitor = await visitWith(context)
    await visitor.signIn(keys.live)
    await visitor.page.getByLabel('Search customers').fill('pete')
    await visitor.page.keyboard.press('Enter')
    await visitor.page.waitForURL('**search=pete')
    expect(await visitor.page.locator('.cover').allTextContents()).toEqual(['Pete Electrics'])
    await visitor.page.locator('.cover').click()
    await visitor.page.getByRole('link', { name: 'Archive…' }).click()
    await visitor.page.getByRole('button', { name: 'Archive customer' }).click()
    await visitor.page.getByText('The customer was archived.').waitFor()
    await visitor.page.getByRole('button', { name: 'Restore' }).click()
    await visitor.page.getByText('The customer was restored.').waitFor()
    await context.close()
  })
})
