import type { Page } from 'playwright-core'

/** Most controls of a page that is walked through. */
const STEPS = 400

/**
 * Moves the focus through the whole page with a key, and returns what is wrong: controls that are not reached, whose
 * focus cannot be seen (WCAG 2.4.7), or that something covers (2.4.11).
 */
export async function faultsOfFocus(page: Page, key: 'Tab' | 'Shift+Tab'): Promise<string[]> {
  const found: string[] = []
  await page.evaluate(startAt(key === 'Tab' ? 'first' : 'last'))
  for (let step = 0; step < STEPS; step += 1) {
    await page.keyboard.press(key)
    const stop = await page.evaluate<{ isEnd: boolean; faults: string[] }>(AT_STOP)
    if (stop.isEnd) return [...found, ...(await page.evaluate<string[]>(NOT_REACHED))]
    found.push(...stop.faults)
  }
  return [...found, `does not end with ${key}`]
}

const NAME = `const nameOf = (element) => element.outerHTML.slice(0, 90)`

/** The walk begins where the focus was last: here at one end of the page, or of the modal dialog that is open. */
const startAt = (end: 'first' | 'last') => `{
  for (const element of document.querySelectorAll('[data-reached]')) delete element.dataset.reached
  const edge = document.createElement('p')
  edge.tabIndex = -1
  const scope = document.querySelector('dialog:modal') ?? document.body
  scope.insertAdjacentElement('${end === 'first' ? 'afterbegin' : 'beforeend'}', edge)
  edge.focus()
  edge.remove()
}`

/** The walk ends when it leaves the page, or is where it was before. */
const AT_STOP = `(() => {
  ${NAME}
  const focused = document.activeElement
  if (!focused || focused === document.body || 'reached' in focused.dataset) return { isEnd: true, faults: [] }
  focused.dataset.reached = ''
  const faults = []

  const hasOutline = [undefined, '::before', '::after'].some((part) => {
    const { content, outlineStyle, outlineWidth, outlineColor } = getComputedStyle(focused, part)
    const isDrawn = (part === undefined || content !== 'none') && outlineStyle !== 'none'
    return isDrawn && parseFloat(outlineWidth) >= 2 && !/^rgba\\(.*, 0\\)$|\\/ 0\\)$/.test(outlineColor)
  })
  if (!hasOutline) faults.push('no visible focus: ' + nameOf(focused))

  const steps = [0.1, 0.5, 0.9]
  const isSeen = [...focused.getClientRects()].some(({ left, top, width, height }) =>
    steps.some((across) =>
      steps.some((down) => {
        const at = document.elementFromPoint(left + width * across, top + height * down)
        return at !== null && focused.contains(at)
      }),
    ),
  )
  if (!isSeen) faults.push('covered: ' + nameOf(focused))
  return { isEnd: false, faults }
})()`

/** One option of a choice is reached with Tab, the others with arrows. Below a modal dialog, nothing is. */
const NOT_REACHED = `(() => {
  ${NAME}
  const scope = document.querySelector('dialog:modal') ?? document
  const controls = 'a[href], button, input:not([type="hidden"]), select, textarea, summary'
  const isOption = (element) => element.type === 'radio' &&
    [...scope.querySelectorAll('[type="radio"][data-reached]')].some(({ name }) => name === element.name)
  return [...scope.querySelectorAll(controls)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.disabled)
    .filter((element) => !('reached' in element.dataset) && element.tabIndex >= 0 && !isOption(element))
    .map((element) => 'not reached: ' + nameOf(element))
})()`
