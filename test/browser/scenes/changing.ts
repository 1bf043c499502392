import type { Page } from 'playwright-core'
import type { newTenant } from '../setup/browser.ts'
import { afresh, after, customer, press, type Scenes } from './scene.ts'

/** 30 rows, three of which are invalid. */
export const CSV = [
  'Company,Mail,Country,Vans',
  ...Array.from({ length: 30 }, (_, index) =>
    [
      `Shop ${index + 1}`,
      index === 4 ? 'no email' : `shop${index + 1}@example.com`,
      index % 9 ? 'US' : 'XX',
      '2',
    ].join(),
  ),
].join('\n')

const chooseFile = after('/dashboard/customers/import', async (page) => {
  const buffer = Buffer.from(CSV)
  await page.getByLabel('CSV file').setInputFiles({ name: 'customers.csv', mimeType: 'text/csv', buffer })
  await press('Check the file')(page)
})

const newKey = after('/dashboard/api-keys/new', async (page) => {
  await page.getByLabel('Name').fill('Booking system')
  await page.getByLabel('customers:read').check()
  await press('Create key')(page)
  await page.getByRole('heading', { name: 'Copy the new key' }).waitFor()
})

const saveAs = (country: string) => async (page: Page) => {
  await page.getByLabel('Country').fill(country)
  await press('Save changes')(page)
}

/** Pages of a tenant that changes on the way, after its customers and rules are created. */
export async function changingScenes({ call, keyIds }: Awaited<ReturnType<typeof newTenant>>): Promise<Scenes> {
  const create = (body: object) => call('POST', '/v1/customers', body)
  const steve = await create({ company_name: 'Steve', email: 'steve@example.com', metadata: { vans: 2 } })
  const pete = await create({ company_name: 'Pete', email: 'pete@example.com', country_code: 'DE' })
  const old = await create({ company_name: 'Closed Shop', external_id: 'crm-9' })
  await call('DELETE', `/v1/customers/${old.id}`)
  await call('POST', '/v1/instances', { customer_id: steve.id, agent_name: 'dispatcher' })
  const action = { trigger_event: 'call.missed', actions: [{ type: 'log_event' }] }
  const rule = await call('POST', '/v1/rules', { ...action, name: 'Log missed calls', rule_key: 'missed' })
  await call('POST', '/v1/rules', { ...action, name: 'Of Steve', rule_key: 'missed', customer_id: steve.id })
  const key = await call('POST', '/v1/api-keys', { name: 'Reporting', scopes: ['customers:read'] })
  const ids = [steve.id, pete.id].join()
  return {
    'customers-archive': `/dashboard/customers/archive?ids=${ids}`,
    'customers-archived-partly': async (page) => {
      const some = [await create({ company_name: 'Sunny Roofs' }), await create({ company_name: 'Quick Locks' })]
      await page.goto(`/dashboard/customers/archive?ids=${some.map(({ id }) => id)}`)
      await call('POST', '/v1/instances', { customer_id: some[0]?.id, status: 'running' })
      await press('Archive 2 customers')(page)
      await page.getByRole('heading', { name: '1 customer was archived' }).waitFor()
    },
    'customer-saved': after(customer('Pete', '?edit=profile'), saveAs('FR')),
    'customer-invalid': after(customer('Pete', '?edit=profile'), saveAs('XX')),
    'customer-conflict': after(customer('Steve', '?edit=profile'), async (page) => {
      await call('PATCH', `/v1/customers/${steve.id}`, { email: `${crypto.randomUUID()}@example.com` })
      await page.getByLabel('Email').fill('mia@example.com')
      await press('Save changes')(page)
      await page.getByRole('heading', { name: 'Choose what to keep' }).waitFor()
    }),
    'customer-archive': customer('Steve', '#archive'),
    'customer-archived': customer('Closed Shop'),
    'customer-new-invalid': after('/dashboard/customers/new', async (page) => {
      await page.getByLabel('Country').fill('XX')
      await press('Create customer')(page)
      await page.getByRole('alert').waitFor()
    }),
    'clone-preview': after(customer('Steve', '/clone'), async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Mia')
      await press('Preview')(page)
      await page.getByText('would be created with').waitFor()
    }),
    'clone-invalid': after(customer('Steve', '/clone'), async (page) => {
      await page.getByLabel('Name', { exact: true }).fill('Mia')
      await page.getByLabel('Country').fill('XX')
      await press('Clone customer')(page)
      await page.getByRole('alert').waitFor()
    }),
    'import-checked': chooseFile,
    'import-stopped': after(chooseFile, async (page) => {
      const key = page.locator('[name="idempotency_key"]')
      await key.evaluate((input) => input.setAttribute('value', 'not ASCII: ü'))
      await press(/^Import \d+ customers$/)(page)
      await page.getByText('The import stopped at row').waitFor()
    }),
    'import-done': after(chooseFile, async (page) => {
      await press(/^Import \d+ customers$/)(page)
      await page.getByRole('heading', { name: 'Created' }).waitFor()
    }),
    'rule-page': `/dashboard/rules/${rule.id}`,
    'rule-conflict': after(`/dashboard/rules/${rule.id}`, async (page) => {
      await call('PATCH', `/v1/rules/${rule.id}`, { name: crypto.randomUUID(), priority: 7 })
      await page.getByLabel('Name', { exact: true }).fill('Missed calls')
      await press('Save rule')(page)
      await page.getByRole('heading', { name: 'Choose what to keep' }).waitFor()
    }),
    'rule-delete': afresh(`/dashboard/rules/${rule.id}#delete`),
    'rule-new-invalid': after('/dashboard/rules/new', press('Create rule')),
    'api-key': `/dashboard/api-keys/${key.id}`,
    'api-key-rotate': `/dashboard/api-keys/${key.id}#rotate`,
    'api-key-revoke': afresh(`/dashboard/api-keys/${key.id}#revoke`),
    'api-key-revoke-last': after(`/dashboard/api-keys/${keyIds.live.id}#revoke`, press('Revoke key')),
    'api-key-new-invalid': after('/dashboard/api-keys/new', press('Create key')),
    'api-key-secret': newKey,
  }
}
