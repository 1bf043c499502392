import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** All rules that apply to a page, with those of WCAG 2.2; for the other scheme, those that depend on it. */
const OPTIONS = {
  light: `{ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }`,
  dark: `{ resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] }`,
}
const SCHEMES = ['light', 'dark'] as const
type Scheme = (typeof SCHEMES)[number]
const WIDTHS = [1280, 360]
/** The width of a window of 1280 px at a zoom of 400 %. */
const ZOOMED = 320

/**
 * What axe finds on a page as it is, in both schemes, narrow and wide, and whether it scrolls sideways there or at a
 * zoom of 400 %.
 */
export async function faultsInEveryForm(page: Page, schemes: readonly Scheme[] = SCHEMES): Promise<string[]> {
  // Unlike the text of a script element, the browser compiles an evaluated text once for all pages.
  await page.evaluate(AXE)
  const found: string[] = []
  for (const width of [...WIDTHS, ZOOMED]) {
    await page.setViewportSize({ width, height: 900 })
    const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    if (excess > 0) found.push(`at ${width} px: scrolls sideways by ${excess} px`)
    for (const colorScheme of width === ZOOMED ? [] : schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await page.evaluate<Result>(`axe.run(${OPTIONS[colorScheme]})`)
      for (const { id, nodes } of violations) {
        found.push(`at ${width} px, ${colorScheme}: ${id} ${nodes.map(({ html }) => html).join(' ')}`)
      }
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  return found
}

type Result = { violations: { id: string; nodes: { html: string }[] }[] }
