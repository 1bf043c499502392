import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { changingScenes } from './scenes/changing.ts'
import { readingScenes } from './scenes/reading.ts'
import { play, type Scenes } from './scenes/scene.ts'
import { demoKeys, hasBrowser, newTenant } from './setup/browser.ts'
import { faultsOfFocus } from './setup/focus.ts'
import { reach, test } from './setup/hand.ts'

/** 1280 by 900 px as they are, and at a zoom of 200 % in the system's colors, where nothing sticks to the top. */
const WALKS = [
  { width: 1280, height: 900, forcedColors: 'none', keys: ['Tab', 'Shift+Tab'] },
  { width: 640, height: 450, forcedColors: 'active', keys: ['Tab'] },
] as const

/** Pages with everything that is sticky, opens or covers something else. */
const READ = [
  'overview',
  'customers-selected',
  'customer',
  'customer-archive-blocked',
  'rule-new',
  'audit-log-entry',
] as const
const CHANGED = ['customer-conflict', 'import-checked'] as const

describe.skipIf(!hasBrowser)('with only the keyboard', () => {
  test('a user signs in, adds a customer, and resolves an edit conflict', async ({ handOf }) => {
    const { keys, call } = await newTenant()
    const { page, type, press, follow, toggle } = await handOf('keyboard')
    await page.goto('/dashboard/customers')
    expect(await page.locator(':focus').getAttribute('name')).toBe('key')
    await page.keyboard.insertText(keys.live)
    await page.keyboard.press('Enter')
    await follow('New customer')
    await type('Name', 'Steve')
    await type('Email', 'steve@plumbing.example')
    await press('Create customer')
    await page.getByRole('heading', { name: 'Steve', level: 1 }).waitFor()

    const [{ id }] = (await call('GET', '/v1/customers')).customers
    await follow('Edit')
    await page.getByRole('button', { name: 'Save changes' }).waitFor()
    await call('PATCH', `/v1/customers/${id}`, { email: 'office@plumbing.example', country_code: 'US' })
    await type('Name', 'Steve the Plumber')
    await type('Email', 'mia@plumbing.example')
    await press('Save changes')
    await page.getByRole('heading', { name: 'Choose what to keep' }).waitFor()
    await toggle(/office@plumbing\.example/)
    await press('Save these values')
    await page.getByRole('heading', { name: 'Steve the Plumber', level: 1 }).waitFor()
    expect(await call('GET', `/v1/customers/${id}`)).toMatchObject({
      ...{ company_name: 'Steve the Plumber', email: 'office@plumbing.example', country_code: 'US' },
    })
  })

  test('the first Tab reaches the link that skips the menu, and Enter follows it', async ({
    visitor: { page, signIn },
  }) => {
    await signIn(demoKeys.crewamp?.live ?? '')
    await page.keyboard.press('Tab')
    const skip = page.locator(':focus', { hasText: 'Skip to content' })
    expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.locator('main :focus').count()).toBe(1)
  })

  test.for(['Escape', 'Cancel'])(
    'a dialog keeps the focus, and returns it to its opener with %s',
    async (way, { visitor }) => {
      const { page, signIn } = visitor
      await signIn(demoKeys.crewamp?.live ?? '')
      await play(page, readingScenes.customer ?? '')
      const opener = page.getByRole('link', { name: 'Archive…' })
      await reach(page, opener)
      await page.keyboard.press('Enter')
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      expect(await dialog.locator(':focus').count()).toBe(1)
      for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
        await page.keyboard.press(key)
        expect(await page.locator('body > .frame :focus').and(page.locator('body :not(dialog *)')).count()).toBe(0)
      }
      if (way === 'Cancel') await reach(page, dialog.getByRole('link', { name: /^(Cancel|Close)$/ }))
      await page.keyboard.press(way === 'Cancel' ? 'Enter' : 'Escape')
      await dialog.waitFor({ state: 'hidden' })
      expect(await opener.and(page.locator(':focus')).count()).toBe(1)
    },
  )
})

describe.skipIf(!hasBrowser)('every control', () => {
  test('is reached in both directions, and its focus is seen, also at 200 % and in forced colors', async ({
    visitor: { page, signIn },
  }) => {
    await signIn(demoKeys.crewamp?.live ?? '')
    expect(await faultsOn(page, READ, readingScenes)).toEqual([])
    const acme = await newTenant()
    await signIn(acme.keys.live)
    expect(await faultsOn(page, CHANGED, await changingScenes(acme))).toEqual([])
  }, 180_000)
})

async function faultsOn(page: Page, names: readonly string[], scenes: Scenes): Promise<string[]> {
  const found: string[] = []
  for (const name of names) {
    await play(page, scenes[name] ?? '')
    for (const { width, height, forcedColors, keys } of WALKS) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ forcedColors, reducedMotion: 'reduce' })
      for (const key of keys) {
        const faults = await faultsOfFocus(page, key)
        found.push(...faults.map((fault) => `${name} at ${width} px, ${key}: ${fault}`))
      }
    }
  }
  return found
}
