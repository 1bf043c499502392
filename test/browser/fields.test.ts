import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { hasBrowser, newTenant, test } from './setup/browser.ts'

/** The positions of the controls in each row of fields. */
const rowsOf = (page: Page) =>
  page.evaluate<Record<string, number[]>>(`(() => {
    const rows = {}
    for (const field of document.querySelectorAll('.fields .field')) {
      const top = (element) => Math.round(element.getBoundingClientRect().top)
      ;(rows[top(field)] ??= []).push(top(field.querySelector('input, select, textarea')))
    }
    return rows
  })()`)

describe.skipIf(!hasBrowser)('the fields of a form', () => {
  test.for([
    ['/dashboard/customers/new', 'Country', 'Create customer'],
    ['/dashboard/rules/new', 'Priority', 'Create rule'],
  ])(
    'of %s are aligned in their rows, with and without an error',
    async ([at = '', label = '', button], { visitor }) => {
      const { keys } = await newTenant()
      await visitor.signIn(keys.live, at)
      const { page } = visitor
      const expectAligned = async () => {
        const rows = Object.values(await rowsOf(page))
        expect(Math.max(...rows.map((row) => row.length))).toBeGreaterThan(1)
        expect(rows.map((row) => new Set(row).size)).toEqual(rows.map(() => 1))
      }
      await expectAligned()
      await page.getByLabel(label, { exact: true }).fill('XX')
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('alert').waitFor()
      await expectAligned()
    },
  )
})
