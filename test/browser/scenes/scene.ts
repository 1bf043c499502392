import type { Page } from 'playwright-core'

/** Brings the page into a state: the address to open, or what a visitor does. */
export type Scene = string | ((page: Page) => Promise<unknown>)
export type Scenes = Record<string, Scene>

/** Scenes that need a session, with the key to sign in with; the scenes before sign-in have none. */
export interface Act {
  key?: string
  scenes: Scenes
}

export async function play(page: Page, scene: Scene): Promise<void> {
  if (typeof scene === 'string') await page.goto(scene)
  else await scene(page)
}

/** Opens the page of a customer by its name, with what follows its address. */
export const customer =
  (name: string, rest = '') =>
  async (page: Page): Promise<void> => {
    await page.goto(`/dashboard/customers?search=${encodeURIComponent(name)}`)
    const href = await page.locator('.cover', { hasText: name }).first().getAttribute('href')
    await page.goto(`${href}${rest}`)
  }

/** Opens what the first row of a list leads to, with what follows its address. */
export const first =
  (list: string, rest = '') =>
  async (page: Page): Promise<void> => {
    await page.goto(list)
    await page.goto(`${await page.locator('.cover').first().getAttribute('href')}${rest}`)
  }

/** Opens an address in a new document: if only its fragment is new, the browser keeps the page and its open dialog. */
export const afresh =
  (address: string) =>
  async (page: Page): Promise<void> => {
    await page.goto('about:blank')
    await page.goto(address)
  }

/** Opens an address, and then does something there. */
export const after =
  (scene: Scene, act: (page: Page) => Promise<unknown>) =>
  async (page: Page): Promise<void> => {
    await play(page, scene)
    await act(page)
  }

export const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).click()
