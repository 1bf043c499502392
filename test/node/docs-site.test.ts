import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { buildDocs } from '../../src/docs/build.ts'
import { renderMarkdown } from '../../src/docs/markdown.ts'
import { root } from '../setup/dev-run.ts'
import { anchorsOf, pages, readPage } from '../setup/markdown.ts'

const folder = join(root, 'public')
const html = new Map<string, string>()

beforeAll(() => {
  buildDocs()
  for (const file of readdirSync(join(folder, 'docs'))) {
    if (!file.endsWith('.html')) continue
    const name = file.replace(/\.html$/, '')
    html.set(name === 'index' ? '/docs' : `/docs/${name}`, readFileSync(join(folder, 'docs', file), 'utf8'))
  }
})

const files = () => readdirSync(folder, { recursive: true }).map((file) => `/${file}`)
const idsOf = (page: string) => [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)

describe('the built pages', () => {
  test('are one for each page of docs/, the first page and the reference', () => {
    const expected = pages.flatMap((page) => (page.startsWith('docs/') ? [`/${page.replace(/\.md$/, '')}`] : []))
    expect([...html.keys()].sort()).toEqual(['/docs', '/docs/reference', ...expected].sort())
  })

  test('have one heading of the first level, a description and every heading of their source', () => {
    for (const [path, page] of html) {
      expect(page.match(/<h1[ >]/g), path).toHaveLength(1)
      expect(page, path).toMatch(/<meta name="description" content="[^"]{10,}">/)
      if (path === '/docs' || path === '/docs/reference') continue
      expect(idsOf(page), path).toEqual(expect.arrayContaining(anchorsOf(readPage(`${path.slice(1)}.md`))))
    }
  })

  test('are all in the navigation of every guide', () => {
    for (const [path, page] of html) {
      const [, side = ''] = page.match(/<nav class="side"[^>]*>([\s\S]*?)<\/nav>/) ?? []
      const links = [...side.matchAll(/href="([^"]+)"/g)].map(([, link]) => link)
      const others = [...html.keys()].filter((other) => other !== '/docs' && other !== '/docs/reference')
      if (path !== '/docs/reference') expect(links.sort(), path).toEqual(others.sort())
    }
  })

  test('link only to pages, headings and files that exist', () => {
    const existing = files()
    const broken = [...html].flatMap(([path, page]) =>
      [...page.matchAll(/ (?:href|src|data-scalar)="([^"]+)"/g)].flatMap(([, target = '']) => {
        if (target.startsWith('https://') || target === '/openapi.json') return []
        const [address = '', id] = target.split('#')
        const page = html.get(address === '' ? path : address)
        const exists = id === undefined ? page || existing.includes(address) : page && idsOf(page).includes(id)
        return exists ? [] : [`${path}: ${target}`]
      }),
    )
    expect(broken).toEqual([])
  })

  test('run and style nothing inline, and load nothing from another host', () => {
    for (const [path, page] of html) {
      expect(page.match(/<script(?![^>]* src="\/)|<style|<iframe| style="| on\w+="|javascript:/g), path).toBeNull()
      expect(page.match(/<(?:link|script|img)[^>]*="(?:https?:)?\/\/[^>]*>/g), path).toBeNull()
    }
  })
})

describe('a rendered page', () => {
  const render = (text: string) => {
    const { html } = renderMarkdown(`# Title\n\n${text}`, (file) => ({ 'a.md': '/docs/a' })[file])
    return html.replace('<h1 id="title">Title</h1>\n', '')
  }

  test('shows text unchanged, even if it looks like HTML', () => {
    expect(render('`<b>` & "quotes"')).toBe('<p><code>&lt;b&gt;</code> &amp; &quot;quotes&quot;</p>\n')
    expect(render('```sh\necho "<script>" # <b>\n```')).not.toMatch(/<script>|<b>/)
  })

  test('links to other pages, and shows only the text of a link to a file that is not a page', () => {
    expect(render('[one](a.md#x) [two](../README.md)')).toBe('<p><a href="/docs/a#x">one</a> two</p>\n')
  })

  test('shows a line of JSON in a transcript indented, and marks commands', () => {
    const text = render('```console\n$ get\n{"a":[1]}\nnot json\n```').replace(/<[^>]+>/g, '')
    expect(text).toContain('$ get\n{\n  &quot;a&quot;: [\n    1\n  ]\n}\nnot json')
  })

  test('needs a heading of the first level', () => {
    expect(() => renderMarkdown('text', () => undefined)).toThrow('no heading of the first level')
  })
})
