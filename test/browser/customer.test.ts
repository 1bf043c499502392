import { describe, expect } from 'vitest'
import { hasBrowser, newTenant, test } from './setup/browser.ts'

async function tenantWithSteve() {
  const tenant = await newTenant()
  const steve = await tenant.call('POST', '/v1/customers', {
    ...{ company_name: 'Steve', email: 'steve@plumbing.example', metadata: { vans: 2, owner: 'Mia' } },
  })
  const read = () => tenant.call('GET', `/v1/customers/${steve.id}`)
  return { ...tenant, id: String(steve.id), at: `/dashboard/customers/${steve.id}`, read }
}

describe.skipIf(!hasBrowser)('the page of a customer', () => {
  test('is edited in place: fields and metadata', async ({ visitor }) => {
    const { keys, at, read } = await tenantWithSteve()
    const { page } = visitor
    await visitor.signIn(keys.live, at)
    await page.getByRole('link', { name: 'Edit', exact: true }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('Steve the Plumber')
    await page.getByLabel('Value of entry 1').fill('3')
    await page.getByLabel('Value of entry 2').fill('')
    await page.getByLabel('Key of entry 3').fill('plan')
    await page.getByLabel('Value of entry 3').fill('gold')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Your changes were saved.').waitFor()
    const { company_name, email, metadata } = await read()
    expect({ company_name, email, metadata }).toEqual({
      ...{ company_name: 'Steve the Plumber', email: 'steve@plumbing.example' },
      metadata: { vans: 3, plan: 'gold' },
    })
  })

  test('keeps what was typed if a field is not valid, and says what is allowed', async ({ visitor }) => {
    const { keys, at, read } = await tenantWithSteve()
    const { page } = visitor
    await visitor.signIn(keys.live, `${at}?edit=profile`)
    await page.getByLabel('Name', { exact: true }).fill('Steve & Sons')
    await page.getByLabel('Country').fill('XX')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('One field has an error').waitFor()
    expect(await page.locator('#country_code-error').textContent()).toContain('two-letter code')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Steve & Sons')
    expect(await page.locator(':focus').getAttribute('role')).toBe('alert')
    await page.getByLabel('Country').fill('US')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByText('Your changes were saved.').waitFor()
    expect(await read()).toMatchObject({ company_name: 'Steve & Sons', country_code: 'US' })
  })

  test('loses nothing if two people edit it: both versions are shown, field by field', async ({ visitor }) => {
    const { keys, id, at, read, call } = await tenantWithSteve()
    const { page } = visitor
    await visitor.signIn(keys.live, `${at}?edit=profile`)
    await call('PATCH', `/v1/customers/${id}`, {
      email: 'office@plumbing.example',
      currency: 'USD',
      metadata: { vans: 5 },
    })
    await page.getByLabel('Email').fill('steve.m@plumbing.example')
    await page.getByLabel('Name', { exact: true }).fill('Steve the Plumber')
    await page.getByLabel('Value of entry 1').fill('3')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await page.getByRole('heading', { name: 'Choose what to keep' }).waitFor()
    expect(await read()).toMatchObject({ company_name: 'Steve', email: 'office@plumbing.example' })
    await page.getByLabel('office@plumbing.example').check()
    await page.getByRole('button', { name: 'Save these values' }).click()
    await page.getByText('Your changes were saved.').waitFor()
    expect(await read()).toMatchObject({
      ...{ company_name: 'Steve the Plumber', email: 'office@plumbing.example', currency: 'USD' },
      metadata: { vans: 3, owner: 'Mia' },
    })
  })

  test('names what prevents archiving, with links', async ({ visitor }) => {
    const { keys, id, at, call } = await tenantWithSteve()
    const instance = await call('POST', '/v1/instances', { customer_id: id, agent_name: 'dispatcher' })
    await call('PATCH', `/v1/instances/${instance.id}`, { status: 'running' })
    const { page } = visitor
    await visitor.signIn(keys.live, at)
    await page.getByRole('link', { name: 'Archive…' }).click()
    await page.getByText('This must end first').waitFor()
    await page.getByRole('dialog').getByRole('link', { name: 'dispatcher, running' }).click()
    expect(await page.locator(`details[id="${instance.id}"]`).getAttribute('open')).not.toBeNull()
  })

  test('marks rules as own, inherited or suppressed, and shows only what the key can read', async ({ visitor }) => {
    const { keys, id, at, call } = await tenantWithSteve()
    const rule = { trigger_event: 'call.missed', actions: [{ type: 'log_event' }] }
    await call('POST', '/v1/rules', { ...rule, name: 'Default', rule_key: 'missed' })
    await call('POST', '/v1/rules', { ...rule, name: 'Other default' })
    await call('POST', '/v1/rules', { ...rule, name: 'Of Steve', rule_key: 'missed', customer_id: id })
    const { page } = visitor
    await visitor.signIn(keys.live, at)
    const origins = page.locator('section[aria-labelledby="section-effective-rules"] .tag')
    expect((await origins.allTextContents()).sort()).toEqual(['Inherited', 'Own', 'Suppressed'])
    const { key } = await call('POST', '/v1/api-keys', { name: 'Front desk', scopes: ['customers:read'] })
    await page.getByRole('button', { name: 'Sign out' }).first().click()
    await visitor.signIn(key, at)
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(
      expect.arrayContaining(['Subscriptions', 'Instances', 'Details']),
    )
    expect(await page.getByRole('heading', { name: 'Timeline' }).count()).toBe(0)
    expect(await page.getByRole('heading', { name: 'Effective rules' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Archive…' }).count()).toBe(0)
  })
})
