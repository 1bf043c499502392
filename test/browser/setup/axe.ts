import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
type Result = { violations: { id: string; nodes: { html: string }[] }[] }

/** What axe finds on a page, and whether it scrolls sideways. The context needs `bypassCSP`. */
export async function faultsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE })
  const { violations } = await page.evaluate<Result>('axe.run()')
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  return [
    ...violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`),
    ...(wide > 0 ? [`scrolls sideways by ${wide} px`] : []),
  ]
}

/** The same in both schemes, narrow and wide. */
export async function faultsInEveryForm(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 900 })
      for (const fault of await faultsOf(page)) found.push(`${colorScheme}, ${width} px: ${fault}`)
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  return found
}
