import { describe, expect } from 'vitest'
import { hasBrowser, newTenant, origin } from './setup/browser.ts'
import { test, WAYS } from './setup/hand.ts'

describe.skipIf(!hasBrowser)('the audit log', () => {
  test.for(WAYS)('shows the changes of a pasted request id with the %s', async (way, { handOf }) => {
    const { keys, call } = await newTenant()
    const { id } = await call('POST', '/v1/customers', { company_name: 'Steve' })
    const changed = await fetch(`${origin}/v1/customers/${id}`, {
      method: 'PATCH',
      headers: { 'X-Api-Key': keys.live, 'Content-Type': 'application/json' },
      body: JSON.stringify({ company_name: 'Steve the Plumber' }),
    })
    const requestId = changed.headers.get('X-Request-Id') ?? ''
    const { page, signIn, type, press, follow } = await handOf(way)
    await signIn(keys.live, '/dashboard/audit-log')
    await type('Request id', requestId)
    await press('Filter')
    await page.getByText('1 change found').waitFor()
    const row = page.getByRole('row', { name: 'Company name' })
    expect(await row.getByRole('cell').allTextContents()).toEqual(['Company name', 'Steve', 'Steve the Plumber'])
    expect(new URL(page.url()).searchParams.get('request_id')).toBe(requestId)
    await follow('Clear')
    await page.getByText('2 changes', { exact: false }).waitFor()
  })
})
