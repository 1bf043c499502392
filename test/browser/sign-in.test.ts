import { describe, expect } from 'vitest'
import { generateKey } from '../../src/auth/key.ts'
import { hasBrowser, newTenant, origin, test } from './setup/browser.ts'

describe.skipIf(!hasBrowser)('signing in', () => {
  test('with an admin key leads to the requested page, and the cookie contains no part of the key', async ({
    visitor,
  }) => {
    const { keys } = await newTenant()
    const { page, context } = visitor
    await page.goto('/dashboard/customers?archived=only')
    await expect.poll(() => page.url()).toContain('/dashboard/sign-in')
    await page.getByLabel('API key').fill(keys.live)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/dashboard/customers?archived=only')
    const [cookie, ...others] = await context.cookies()
    expect(others).toEqual([])
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
    expect(cookie?.value).not.toContain(keys.live.slice(12, -4))
  })

  test('with a text that is not a key, or with an unknown key, says so and asks again', async ({
    visitor: { page },
  }) => {
    await page.goto('/dashboard/sign-in')
    for (const [key, reason] of [
      ['secret', 'This is not a complete API key.'],
      [generateKey('live'), 'This key does not exist, has expired or was revoked.'],
    ] as const) {
      await page.getByLabel('API key').fill(key)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.locator('.error', { hasText: reason }).waitFor()
    }
  })

  test('is asked for again after signing out', async ({ visitor }) => {
    const { keys } = await newTenant()
    const { page, context } = visitor
    await visitor.signIn(keys.live)
    await page.locator('.sidebar > .session button').click()
    await page.waitForURL('**/dashboard/sign-in')
    expect(await context.cookies()).toEqual([])
    await page.goto('/dashboard/customers')
    expect(page.url()).toContain('/dashboard/sign-in')
  })

  test('is asked for again at the next request after the key was revoked', async ({ visitor }) => {
    const { keys, call, keyIds } = await newTenant()
    await visitor.signIn(keys.live)
    const successor = await call('POST', '/v1/api-keys', { name: 'successor' })
    await fetch(`${origin}/v1/api-keys/${keyIds.live.id}`, {
      method: 'DELETE',
      headers: { 'X-Api-Key': successor.key },
    })
    await visitor.page.reload()
    await visitor.page.getByText('Your session has ended').waitFor()
    expect(await visitor.context.cookies()).toEqual([])
  })

  test('with a key of each mode makes switching a single click', async ({ visitor }) => {
    const { keys, call } = await newTenant('Both Modes')
    await call('POST', '/v1/customers', { company_name: 'Only live' })
    const { page } = visitor
    await visitor.signIn(keys.live)
    await page.getByText('Only live').waitFor()
    await page.getByRole('button', { name: 'Test' }).click()
    await page.getByRole('heading', { name: 'Sign in to test mode' }).waitFor()
    await page.getByLabel('API key').fill(keys.test)
    await page.locator('main').getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('No customers yet').waitFor()
    expect(await page.locator('.strip').textContent()).toContain('Test mode')
    await page.getByRole('button', { name: 'Live' }).click()
    await page.getByText('Only live').waitFor()
    expect(await page.locator('.strip').count()).toBe(0)
  })

  test('in another mode keeps open forms from changing anything', async ({ visitor }) => {
    const { keys, call } = await newTenant('Two Tabs')
    await visitor.signIn(keys.test)
    await visitor.page.goto('/dashboard/customers/new')
    const other = await visitor.context.newPage()
    await other.goto('/dashboard/sign-in')
    await other.getByLabel('API key').fill(keys.live)
    await other.locator('main').getByRole('button', { name: 'Sign in' }).click()
    await other.getByText('No customers yet').waitFor()
    await visitor.page.getByLabel('Name').fill('Wrong mode')
    await visitor.page.getByRole('button', { name: 'Create customer' }).click()
    await visitor.page.getByText('Nothing was changed').waitFor()
    expect((await call('GET', '/v1/customers')).total).toBe(0)
  })
})
