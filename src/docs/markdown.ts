import { Marked, type Tokens } from 'marked'
import { colored, escapeHtml } from './colors.ts'

/** A rendered page. */
export type Rendered = {
  /** Its first heading, as text. */
  title: string
  html: string
  /** Its headings of the second level. */
  sections: { id: string; text: string }[]
}

/**
 * Renders a page of `docs/`.
 * @param address maps a link to another page, such as `errors.md`, to its address. Without one, only its text remains.
 * @throws if the page does not start with a heading of the first level.
 */
export function renderMarkdown(text: string, address: (file: string) => string | undefined): Rendered {
  const sections: Rendered['sections'] = []
  const taken = new Set<string>()
  let title = ''
  let heading = ''
  const marked = new Marked({
    renderer: {
      heading({ depth, tokens, text: source }) {
        const words = plainText(source)
        heading = words
        const id = anchorOf(words, taken)
        if (depth === 1) {
          title ||= words
          return `<h1 id="${id}">${this.parser.parseInline(tokens)}</h1>\n`
        }
        if (depth === 2) sections.push({ id, text: words })
        const link = `<a class="anchor" href="#${id}" aria-label="Link to “${escapeHtml(words)}”">#</a>`
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)} ${link}</h${depth}>\n`
      },
      link({ href, tokens }) {
        const label = this.parser.parseInline(tokens)
        const target = /^(https?:|#)/.test(href) ? href : addressOf(href, address)
        return target === undefined ? label : `<a href="${escapeHtml(target)}">${label}</a>`
      },
      code({ text: code, lang = '' }) {
        return codeBlock(code, lang)
      },
      table(token: Tokens.Table) {
        const row = (cells: Tokens.TableCell[], tag: 'th' | 'td') =>
          `<tr>${cells.map(({ tokens }) => `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`).join('')}</tr>`
        const head = row(token.header, 'th').replaceAll('<th>', '<th scope="col">')
        const body = token.rows.map((cells) => row(cells, 'td')).join('\n')
        // On a narrow screen the table scrolls inside its box, which the keyboard must reach too.
        return `<div class="table" role="group" tabindex="0" aria-label="Table: ${escapeHtml(heading)}"><table>
<thead>${head}</thead>
<tbody>${body}</tbody>
</table></div>\n`
      },
    },
  })
  const html = marked.parse(text, { async: false })
  if (!title) throw new Error('The page has no heading of the first level.')
  return { title, html, sections }
}

/** A heading's source without its markup. */
const plainText = (source: string) => source.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')

/** The anchor of a heading in GitHub's format, so that links work there and here. */
function anchorOf(words: string, taken: Set<string>): string {
  const base = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
  let anchor = base
  for (let count = 1; taken.has(anchor); count++) anchor = `${base}-${count}`
  taken.add(anchor)
  return anchor
}

function addressOf(href: string, address: (file: string) => string | undefined): string | undefined {
  const [file = '', anchor] = href.split('#')
  const page = address(file)
  return page === undefined || anchor === undefined ? page : `${page}#${anchor}`
}

function codeBlock(code: string, lang: string): string {
  const [kind = ''] = lang.split(' ')
  const html = kind === 'console' ? transcript(code) : colored(code, kind)
  return `<div class="code" data-kind="${kind}"><pre tabindex="0"><code>${html}</code></pre></div>\n`
}

/** Commands and their output. A line of JSON is indented, as a reader would do to read it. */
function transcript(code: string): string {
  const lines = code.split('\n').map((line) => {
    if (line.startsWith('$ ')) {
      const command = `<span class="command">${colored(line.slice(2), 'sh')}</span>`
      return `<span class="prompt" aria-hidden="true">$ </span>${command}`
    }
    return `<span class="output">${indented(line) ?? escapeHtml(line)}</span>`
  })
  return lines.join('\n')
}

function indented(line: string): string | undefined {
  if (!/^[[{]/.test(line)) return undefined
  try {
    return colored(JSON.stringify(JSON.parse(line), null, 2), 'json')
  } catch {
    return undefined
  }
}
