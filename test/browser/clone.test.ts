import { describe, expect } from 'vitest'
import { hasBrowser, newTenant } from './setup/browser.ts'
import { test, WAYS } from './setup/hand.ts'

async function tenantWithSteve() {
  const tenant = await newTenant()
  const { call } = tenant
  const steve = await call('POST', '/v1/customers', { company_name: 'Steve', industry: 'plumbing', country_code: 'US' })
  for (const name of ['Burst pipes', 'Large quotes']) {
    const rule_key = name.toLowerCase().replace(' ', '-')
    const rule = { name, rule_key, trigger_event: 'call.missed', actions: [{ type: 'log_event' }] }
    await call('POST', '/v1/rules', { ...rule, customer_id: steve.id })
  }
  return { ...tenant, at: `/dashboard/customers/${steve.id}` }
}

describe.skipIf(!hasBrowser)('cloning a customer', () => {
  test.for(WAYS)(
    'previews, then copies the chosen rules to an edited profile, with the %s',
    async (way, { handOf }) => {
      const { keys, at, call } = await tenantWithSteve()
      const { page, signIn, follow, type, toggle, press } = await handOf(way)
      await signIn(keys.live, at)
      await follow('Clone')
      await page.getByText('2 of 2 will be copied').waitFor()
      await type('Name', 'Pete')
      await type('Country', 'DE')
      await toggle(/Large quotes/)
      await press('Preview')
      await page.getByText('Pete would be created with 1 rule.').waitFor()
      await page.getByText('1 of 2 will be copied').waitFor()
      expect((await call('GET', '/v1/customers')).total).toBe(1)
      await press('Clone customer')
      await page.getByRole('heading', { name: 'Pete', exact: true }).waitFor()
      const id = new URL(page.url()).pathname.split('/').at(-1)
      const pete = await call('GET', `/v1/customers/${id}`)
      expect(pete).toMatchObject({ company_name: 'Pete', industry: 'plumbing', country_code: 'DE' })
      const { rules } = await call('GET', `/v1/rules?customer_id=${id}`)
      expect(rules.map((rule: { name: string }) => rule.name)).toEqual(['Burst pipes'])
    },
  )

  test('counts the rules while they are chosen', async ({ visitor: { page, signIn } }) => {
    const { keys, at } = await tenantWithSteve()
    await signIn(keys.live, `${at}/clone`)
    await page.getByLabel('Burst pipes').uncheck()
    await page.getByText('1 of 2 will be copied').waitFor()
  })
})
