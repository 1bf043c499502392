import type { Page } from 'playwright-core'

/** Ids that occur twice, which axe leaves to a review, and names, descriptions and links that refer to a missing id. */
export const idFaults = (page: Page): Promise<string[]> => page.evaluate(`(${inPage})()`)

const inPage = `() => {
  const all = (selector) => [...document.querySelectorAll(selector)]
  const ids = all('[id]').map(({ id }) => id)
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => 'has the id ' + id + ' twice')
  const named = ['for', 'list', 'form', 'aria-labelledby', 'aria-describedby'].flatMap((name) =>
    all('[' + name + ']').flatMap((element) => element.getAttribute(name).split(' ')))
  const linked = all('a[href^="#"]').map(({ hash }) => decodeURIComponent(hash.slice(1)))
  const missing = [...named, ...linked].filter((id) => !ids.includes(id)).map((id) => 'refers to the missing id ' + id)
  return [...new Set([...twice, ...missing])]
}`
