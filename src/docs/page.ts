import type { Addresses } from './assets.ts'
import { escapeHtml } from './colors.ts'
import { GROUPS } from './guides.ts'

/** The content of a page, without its frame. */
export type Page = {
  /** Its path, such as `/docs/errors`. */
  path: string
  title: string
  description: string
  /** The content of `<main>`. */
  main: string
  /** Headings that the page links to beside its content. */
  sections?: readonly { id: string; text: string }[]
  /** Additional content of `<head>`. */
  head?: string
  /** A page that fills the window instead of a column. */
  wide?: boolean
}

export const SITE = 'Customer Management API'

/** The whole document. It runs nothing inline, so that its policy can forbid that. */
export function framed({ path, title, description, main, sections = [], head = '', wide }: Page, assets: Addresses) {
  const fullTitle = title === SITE ? `${SITE}: documentation` : `${title} · ${SITE}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(fullTitle)}</title>
<meta name="description" content="${escapeHtml(description)}">
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${assets.style}">
<script type="module" src="${assets.script}"></script>
${head}</head>
<body${wide ? ' class="wide"' : ''}>
<a class="skip" href="#main">Skip to content</a>
<header class="bar">
<a class="brand" href="/docs">${SITE}</a>
<nav aria-label="Main">
${link('/docs/first-call', 'Guides', path !== '/docs/reference' && path !== '/docs')}
${link('/docs/reference', 'Reference', path === '/docs/reference')}
</nav>
</header>
${wide ? main : columns(path, main, sections)}
</body>
</html>
`
}

function columns(path: string, main: string, sections: readonly { id: string; text: string }[]): string {
  const contents = sections.map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join('\n')
  const beside = `<nav class="contents" aria-label="On this page">
<p>On this page</p>
<ul>
${contents}
</ul>
</nav>`
  return `<details class="menu">
<summary>All guides</summary>
<nav aria-label="Guides, menu">
${navigation(path)}</nav>
</details>
<div class="columns">
<nav class="side" aria-label="Guides">
${navigation(path)}</nav>
<main id="main" tabindex="-1">
${main}</main>
${sections.length > 1 ? beside : ''}
</div>`
}

const navigation = (path: string) =>
  GROUPS.map(({ title, guides }) => {
    const links = guides.map(({ name, label }) => `<li>${link(`/docs/${name}`, label, path === `/docs/${name}`)}</li>`)
    return `<p>${title}</p>\n<ul>\n${links.join('\n')}\n</ul>\n`
  }).join('')

const link = (path: string, label: string, isCurrent: boolean) =>
  `<a href="${path}"${isCurrent ? ' aria-current="page"' : ''}>${escapeHtml(label)}</a>`
