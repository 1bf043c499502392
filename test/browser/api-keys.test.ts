import { describe, expect } from 'vitest'
import { hasBrowser, newTenant, origin } from './setup/browser.ts'
import { test, WAYS } from './setup/hand.ts'

const SECRET = 'Key text'
const statusOf = async (key: string) =>
  (await fetch(`${origin}/v1/api-keys/me`, { headers: { 'X-Api-Key': key } })).status

describe.skipIf(!hasBrowser)('API keys', () => {
  test.for(WAYS)('are created, rotated and revoked with the %s', async (way, { handOf }) => {
    const { keys } = await newTenant()
    const { page, signIn, type, toggle, press, follow } = await handOf(way)
    await signIn(keys.live, '/dashboard/api-keys')
    await follow('New key')
    await type('Name', 'Booking system')
    await toggle('customers:read')
    await press('Create key')
    const first = await page.getByLabel(SECRET).inputValue()
    expect(await statusOf(first)).toBe(200)

    await follow('API keys')
    await follow('Booking system')
    await page.getByRole('heading', { name: 'Booking system' }).waitFor()
    expect(await page.content()).not.toContain(first)
    await follow('Rotate…')
    await toggle(/^Stop now/)
    await press('Rotate key')
    await page.getByText('The old key no longer works').waitFor()
    const second = await page.getByLabel(SECRET).inputValue()
    expect([await statusOf(first), await statusOf(second)]).toEqual([401, 200])

    await follow('API keys')
    await follow('Revoke Booking system')
    await press('Revoke key')
    await page.getByText('The key was revoked.').waitFor()
    expect(await statusOf(second)).toBe(401)
  })

  test('are copied with a button', async ({ visitor: { page, context, signIn } }) => {
    const { keys } = await newTenant()
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin })
    await signIn(keys.live, '/dashboard/api-keys/new')
    await page.getByLabel('customers:read').check()
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('button', { name: 'Copy key' }).click()
    await page.locator('#said', { hasText: 'Copied.' }).waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await page.getByLabel(SECRET).inputValue())
  })

  test('that are revoked end their own sessions and no others', async ({ handOf }) => {
    const { keys, call } = await newTenant()
    const { key } = await call('POST', '/v1/api-keys', { name: 'Front desk', scopes: ['*'] })
    const [desk, office] = [await handOf('mouse'), await handOf('mouse')]
    await desk.signIn(key)
    await office.signIn(keys.live, '/dashboard/api-keys')
    await office.follow('Revoke Front desk')
    await office.press('Revoke key')
    await office.page.getByText('The key was revoked.').waitFor()
    await desk.page.reload()
    await desk.page.getByText('Your session has ended').waitFor()
    await office.page.reload()
    await office.page.getByRole('heading', { name: 'API keys' }).waitFor()
  })

  test('that are needed to manage keys are revoked only after a second confirmation', async ({ handOf }) => {
    const { keys } = await newTenant()
    const { page, signIn, follow, press } = await handOf('mouse')
    await signIn(keys.live, '/dashboard/api-keys')
    await follow(/^Revoke /)
    await press('Revoke key')
    await page.getByText('This is the last active admin key').waitFor()
    expect(await statusOf(keys.live)).toBe(200)
    await press('Revoke the last key')
    await page.getByText('Your session has ended').waitFor()
    expect(await statusOf(keys.live)).toBe(401)
  })
})
