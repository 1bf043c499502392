import type { Locator, Page } from 'playwright-core'
import { test as base, origin, type Visitor, visitWith } from './browser.ts'

/** How a visitor uses the pages. Without the script, the browser runs no JavaScript at all. */
export const WAYS = ['mouse', 'keyboard', 'mouse, without the script'] as const
export type Way = (typeof WAYS)[number]

/** A visitor who uses the pages in one way only. Names are those that are shown or read out. */
export interface Hand extends Visitor {
  type: (label: string, text: string) => Promise<void>
  press: (button: string | RegExp) => Promise<void>
  follow: (link: string | RegExp) => Promise<void>
  /** Ticks or unticks a checkbox, or selects an option. */
  toggle: (label: string | RegExp) => Promise<void>
}

/** Tests with `handOf`, which opens a browser with an empty profile for a way to use it. */
export const test = base.extend<{ handOf: (way: Way) => Promise<Hand> }>({
  handOf: async ({ browser }, use) => {
    const contexts: { close: () => Promise<void> }[] = []
    await use(async (way) => {
      const javaScriptEnabled = !way.endsWith('without the script')
      const context = await browser.newContext({
        ...{ baseURL: origin, viewport: { width: 1280, height: 900 }, javaScriptEnabled },
      })
      contexts.push(context)
      const visitor = await visitWith(context)
      return { ...visitor, ...(way === 'keyboard' ? withKeyboard(visitor.page) : withMouse(visitor.page)) }
    })
    for (const context of contexts) await context.close()
  },
})

const field = (page: Page, label: string) => page.locator('main').getByLabel(label, { exact: true })
const choice = (page: Page, name: string | RegExp) =>
  page.getByRole('checkbox', { name }).or(page.getByRole('radio', { name })).first()

function withMouse(page: Page): Pick<Hand, 'type' | 'press' | 'follow' | 'toggle'> {
  return {
    type: (label, text) => field(page, label).fill(text),
    press: (name) => page.getByRole('button', { name }).first().click(),
    follow: (name) => page.getByRole('link', { name }).first().click(),
    toggle: (name) => choice(page, name).click(),
  }
}

function withKeyboard(page: Page): Pick<Hand, 'type' | 'press' | 'follow' | 'toggle'> {
  const key = (name: string) => page.keyboard.press(name)
  return {
    async type(label, text) {
      await reach(page, field(page, label))
      await key('ControlOrMeta+A')
      await page.keyboard.insertText(text)
    },
    async press(name) {
      await reach(page, page.getByRole('button', { name }).first())
      await key('Enter')
    },
    async follow(name) {
      await reach(page, page.getByRole('link', { name }).first())
      await key('Enter')
    },
    async toggle(name) {
      const target = choice(page, name)
      await reach(page, target)
      // Arriving at an option with an arrow key has selected it.
      const isChosen = (await target.getAttribute('type')) === 'radio' && (await target.isChecked())
      if (!isChosen) await key('Space')
    },
  }
}

/** Maximum number of steps from one control of a page to another. */
const STEPS = 150

/** Moves the focus to a control, as the keyboard can: with Tab, and with an arrow between the options of one choice. */
export async function reach(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  const focused = page.locator(':focus')
  const name = await target.getAttribute('name')
  for (let step = 0; step < STEPS; step += 1) {
    if (await target.and(focused).count()) return
    const isSibling = name !== null && (await focused.and(page.locator(`[type="radio"][name="${name}"]`)).count()) > 0
    await page.keyboard.press(isSibling ? 'ArrowDown' : 'Tab')
  }
  throw new Error(`${target} is not reached with the keyboard`)
}
