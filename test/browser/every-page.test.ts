import { describe, expect } from 'vitest'
import { ACTS } from './scenes/all.ts'
import { play } from './scenes/scene.ts'
import { faultsInEveryForm } from './setup/axe.ts'
import { demoKeys, hasBrowser, test } from './setup/browser.ts'
import { idFaults } from './setup/ids.ts'

describe.skipIf(!hasBrowser)('every page', () => {
  test.for(Object.keys(ACTS))(
    'of %s passes axe in both schemes and widths, has each id once, and stays within its origin and width',
    {
      timeout: 240_000,
    },
    async (name, { visitor: { page, left, faults, signIn } }) => {
      page.setDefaultTimeout(15_000)
      const found: string[] = []
      const { key, scenes } = (await ACTS[name]?.()) ?? { scenes: {} }
      if (key !== undefined) await signIn(key)
      for (const [scene, open] of Object.entries(scenes)) {
        const problems = await play(page, open).then(
          async () => [...(await idFaults(page)), ...(await faultsInEveryForm(page))],
          (error) => [`cannot be shown: ${error}`],
        )
        found.push(...problems.map((problem) => `${scene} ${problem}`))
      }
      expect(found).toEqual([])
      expect(left).toEqual([])
      expect(faults).toEqual([])
    },
  )

  test('does not violate its content security policy', async ({ visitor }) => {
    await visitor.signIn(demoKeys.crewamp?.live ?? '')
    const { page } = visitor
    const first = await page.goto('/dashboard/customers')
    const second = await page.goto('/dashboard/customers')
    const policies = [first, second].map((response) => response?.headers()['content-security-policy'] ?? '')
    expect(policies[0]).toMatch(/^default-src 'none'; script-src 'nonce-[\w-]{22}'; style-src 'nonce-[\w-]{22}'; /)
    expect(policies[0]).not.toBe(policies[1])
    expect(visitor.complaints).toEqual([])
  })
})
