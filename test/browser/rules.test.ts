import { describe, expect } from 'vitest'
import { faultsInEveryForm } from './setup/axe.ts'
import { hasBrowser, newTenant, origin, test, visitWith } from './setup/browser.ts'

const DEFAULT = { name: 'Missed call', rule_key: 'missed', trigger_event: 'call.missed' }

describe.skipIf(!hasBrowser)('the form of a rule', () => {
  test('adds conditions, actions and settings as rows, with the mouse', async ({ visitor }) => {
    const { keys, call } = await newTenant()
    const { page } = visitor
    await visitor.signIn(keys.live, '/dashboard/rules')
    await page.getByRole('link', { name: 'New rule' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Urgent calls')
    await page.getByLabel('Event', { exact: true }).fill('call.missed')
    await page.getByLabel('Field of condition 1').fill('urgency')
    await page.getByLabel('Comparison of condition 1').selectOption({ label: 'is at least' })
    await page.getByLabel('Value of condition 1').fill('4')
    await page.getByRole('button', { name: 'Add another condition' }).click()
    await page.getByLabel('Field of condition 3').fill('language')
    await page.getByLabel('Comparison of condition 3').selectOption({ label: 'is one of' })
    await page.getByLabel('Value of condition 3').fill('de, en')
    await page.getByLabel('Name of setting 1 of action 1').fill('text')
    await page.getByLabel('Value of setting 1 of action 1').fill('Hello,\nwe call you back.')
    await page.getByRole('button', { name: 'Add another action' }).click()
    await page.getByLabel('What action 2 does').selectOption({ label: 'Log an event' })
    await page.getByRole('button', { name: 'Move action 2 up' }).click()
    await page.getByRole('button', { name: 'Create rule' }).click()
    await page.getByText('The rule was created.').waitFor()
    const { rules } = await call('GET', '/v1/rules')
    expect(rules).toMatchObject([
      {
        conditions: [
          { field: 'urgency', operator: 'gte', value: 4 },
          { field: 'language', operator: 'in', value: ['de', 'en'] },
        ],
        actions: [{ type: 'log_event' }, { type: 'notify', text: 'Hello,\nwe call you back.' }],
      },
    ])
    expect(await page.getByText(/[{}]/).count()).toBe(0)
    expect(visitor.complaints).toEqual([])
  })

  test('is saved by Enter, which removes no row, and keeps every value that was not edited', async ({ visitor }) => {
    const { keys, call } = await newTenant()
    const content = {
      conditions: [
        { field: 'zip', operator: 'eq', value: '04109' },
        { field: 'x', operator: 'eq', value: [{ a: 1 }] },
      ],
      actions: [{ type: 'notify', to: { phones: ['1', 2], 'text ': '\n"a"\n' }, none: [] }],
    }
    const { id } = await call('POST', '/v1/rules', { ...DEFAULT, ...content })
    const { page } = visitor
    await visitor.signIn(keys.live, `/dashboard/rules/${id}`)
    await page.getByLabel('Name', { exact: true }).fill('Missed calls')
    await page.keyboard.press('Enter')
    await page.getByText('The rule was saved.').waitFor()
    expect(await call('GET', `/v1/rules/${id}`)).toMatchObject({ name: 'Missed calls', ...content })
  })

  test('passes axe with errors, and works without the script', async ({ browser, visitor: { page, signIn } }) => {
    const { keys, call } = await newTenant()
    const conditions = [{ field: 'x', operator: 'eq', value: [{ a: 1 }] }]
    const actions = [{ type: 'notify', to: { phones: ['1', 2] }, none: [] }]
    const { id } = await call('POST', '/v1/rules', { ...DEFAULT, conditions, actions })
    await signIn(keys.live, `/dashboard/rules/${id}`)
    await page.getByLabel('Field of condition 2').fill('y')
    await page.getByRole('button', { name: 'Save rule' }).click()
    await page.getByRole('alert').getByText('Condition 2').waitFor()
    expect(await faultsInEveryForm(page)).toEqual([])
    const plain = await browser.newContext({ baseURL: origin, javaScriptEnabled: false })
    const visitor = await visitWith(plain)
    await visitor.signIn(keys.live, `/dashboard/rules/${id}`)
    await visitor.page.getByRole('button', { name: 'Add another setting' }).click()
    await visitor.page.getByLabel('Name of setting 3 of action 1').fill('channel')
    await visitor.page.getByLabel('Value of setting 3 of action 1').fill('phone')
    await visitor.page.getByRole('button', { name: 'Save rule' }).click()
    await visitor.page.getByText('The rule was saved.').waitFor()
    expect((await call('GET', `/v1/rules/${id}`)).actions).toEqual([{ ...actions[0], channel: 'phone' }])
    await plain.close()
  })

  test('suppresses a default for one customer from its page', async ({ visitor }) => {
    const { keys, call } = await newTenant()
    const { id } = await call('POST', '/v1/customers', { company_name: 'Steve' })
    await call('POST', '/v1/rules', { ...DEFAULT, actions: [{ type: 'notify' }] })
    const { page } = visitor
    await visitor.signIn(keys.live, `/dashboard/customers/${id}`)
    await page.getByRole('link', { name: 'Suppress' }).click()
    await page.getByRole('button', { name: 'Suppress the default' }).click()
    await page.getByText('The rule was created.').waitFor()
    expect((await call('GET', `/v1/customers/${id}/rules?active_only=true`)).rules).toEqual([])
    await page.getByRole('link', { name: 'Steve' }).first().click()
    expect(await page.locator('section[aria-labelledby="section-effective-rules"] .tag').allTextContents()).toEqual([
      ...['Own, inactive', 'Suppressed'],
    ])
  })
})
