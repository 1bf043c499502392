import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { escapeHtml } from './colors.ts'
import { GROUPS, type Guide, guides } from './guides.ts'
import { renderMarkdown } from './markdown.ts'
import { type Page, SITE } from './page.ts'

/** The page of a file of `docs/`, with links to its neighbors. Links to files elsewhere become text. */
export function guidePage(guide: Guide, folder: string): Page {
  const text = readFileSync(join(folder, `${guide.name}.md`), 'utf8')
  const { title, html, sections } = renderMarkdown(text, (file) => {
    if (file === '') return ''
    const name = file.replace(/\.md$/, '')
    return guides.some((other) => other.name === name) ? `/docs/${name}` : undefined
  })
  const index = guides.indexOf(guide)
  const neighbor = (other: Guide | undefined, word: string) =>
    other ? `<a href="/docs/${other.name}"><span>${word}</span> ${escapeHtml(other.label)}</a>` : ''
  return {
    path: `/docs/${guide.name}`,
    title,
    description: `${guide.summary}.`,
    sections,
    main: `${html}<nav class="neighbors" aria-label="Previous and next guide">
${neighbor(guides[index - 1], 'Previous')}
${neighbor(guides[index + 1], 'Next')}
</nav>
`,
  }
}

/** The page at `/docs`. */
export function indexPage(): Page {
  const cards = GROUPS.map(({ title, guides }) => {
    const items = guides.map(
      ({ name, label, summary }) =>
        `<li><a href="/docs/${name}">${escapeHtml(label)}</a><p>${escapeHtml(summary)}</p></li>`,
    )
    return `<section>\n<h2>${title}</h2>\n<ul class="cards">\n${items.join('\n')}\n</ul>\n</section>\n`
  })
  return {
    path: '/docs',
    title: SITE,
    description: 'Guides and an interactive reference of the Customer Management API.',
    main: `<h1>${SITE}</h1>
<p class="lead">List, create, find and clone the customers of your business, with their subscriptions, running
agents and rules. One HTTP API, JSON in and out, and a sandbox to try everything.</p>
<p class="actions"><a class="button main" href="/docs/first-call">Make the first call</a>
<a class="button" href="/docs/reference">Open the reference</a></p>
${cards.join('')}`,
  }
}

/** The page for an address under `/docs` that does not exist. */
export function notFoundPage(): Page {
  return {
    path: '/docs/404',
    title: 'Page not found',
    description: 'This page does not exist.',
    main: `<h1>Page not found</h1>
<p>The documentation has no page at this address. <a href="/docs">All guides</a> are listed on the first page.</p>
`,
  }
}
