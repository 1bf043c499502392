import { describe, expect } from 'vitest'
import { readingScenes } from './scenes/reading.ts'
import { play } from './scenes/scene.ts'
import { demoKeys, hasBrowser, test } from './setup/browser.ts'

const PAGES = ['overview', 'customers', 'customer', 'customer-edit', 'clone', 'rule', 'instance', 'audit-log'] as const
const WIDE = { width: 1280, height: 900 }
/** What these are at a zoom of 200 %. */
const ZOOMED = { width: 640, height: 450 }

/** All texts that are shown, and the names of fields, except in the columns that a narrow list leaves out. */
const SHOWN = `(() => {
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[data-drop]')
  const shown = new Set()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode
    if (data.trim() !== '' && isShown(parentElement)) shown.add(data.trim())
  }
  for (const { name, value } of [...document.querySelectorAll('input, select, textarea')].filter(isShown)) {
    shown.add(name + '=' + value)
  }
  return [...shown]
})()`

const EXCESS = 'document.documentElement.scrollWidth - innerWidth'

/** The color of what marks each badge, and the color of the page. */
const MARKS = `(() => {
  const page = getComputedStyle(document.body).backgroundColor
  return [...document.querySelectorAll('.badge')].filter((badge) => badge.checkVisibility()).map((badge) => {
    const { backgroundColor, borderTopColor, borderTopWidth, inlineSize } = getComputedStyle(badge, '::before')
    const colors = parseFloat(borderTopWidth) > 0 ? [backgroundColor, borderTopColor] : [backgroundColor]
    return { colors: colors.filter((color) => color !== 'rgba(0, 0, 0, 0)'), page, size: parseFloat(inlineSize) }
  })
})()`

interface Mark {
  colors: string[]
  page: string
  size: number
}

describe.skipIf(!hasBrowser)('every page', () => {
  test('at a zoom of 200 % does not scroll sideways and loses nothing', async ({ visitor: { page, signIn } }) => {
    await signIn(demoKeys.crewamp?.live ?? '')
    const lost: string[] = []
    for (const name of PAGES) {
      await page.setViewportSize(WIDE)
      await play(page, readingScenes[name] ?? '')
      const before = await page.evaluate<string[]>(SHOWN)
      await page.setViewportSize(ZOOMED)
      const excess = await page.evaluate<number>(EXCESS)
      if (excess > 0) lost.push(`${name} scrolls sideways by ${excess} px`)
      await page.locator('.menu > summary').click()
      const after = new Set(await page.evaluate<string[]>(SHOWN))
      lost.push(...before.filter((text) => !after.has(text)).map((text) => `${name}: ${text}`))
    }
    // A hint for those who have a keyboard.
    expect(lost.filter((text) => !text.endsWith(': /'))).toEqual([])
  })

  test.for(['light', 'dark'] as const)(
    'marks its badges also in forced colors that are %s',
    async (colorScheme, { visitor }) => {
      const { page, signIn } = visitor
      await signIn(demoKeys.crewamp?.live ?? '')
      await page.emulateMedia({ forcedColors: 'active', colorScheme })
      for (const name of ['overview', 'customers', 'customer', 'instances', 'subscriptions'] as const) {
        await play(page, readingScenes[name] ?? '')
        const marks = await page.evaluate<Mark[]>(MARKS)
        expect(marks.length, name).toBeGreaterThan(0)
        for (const { colors, page, size } of marks) {
          expect(size).toBeGreaterThanOrEqual(8)
          expect(
            colors.filter((color) => color !== page),
            name,
          ).not.toEqual([])
        }
      }
    },
  )
})
