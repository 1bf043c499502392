import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe } from 'vitest'
import { ACTS } from './scenes/all.ts'
import { play } from './scenes/scene.ts'
import { hasBrowser, origin, test, visitWith } from './setup/browser.ts'

const folder = process.env.SCREENSHOTS ?? ''
const SCHEMES = ['light', 'dark'] as const
const WIDTHS = [1280, 800, 360]

/** Pages to look at, after `SCREENSHOTS=<folder> npm run test:browser -- test/browser/screenshots.test.ts`. */
describe.skipIf(!hasBrowser)('screenshots', () => {
  test('of every page, in both schemes and three widths', { timeout: 600_000 }, async ({ browser }) => {
    await mkdir(folder, { recursive: true })
    const context = await browser.newContext({ baseURL: origin, reducedMotion: 'reduce' })
    const { page, signIn } = await visitWith(context)
    for (const act of Object.values(ACTS)) {
      const { key, scenes } = await act()
      if (key !== undefined) await signIn(key)
      for (const [name, scene] of Object.entries(scenes)) {
        await play(page, scene)
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 })
          for (const colorScheme of SCHEMES) {
            await page.emulateMedia({ colorScheme })
            await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true })
          }
        }
      }
    }
    await context.close()
  })
})
