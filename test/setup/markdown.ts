import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './dev-run.ts'

/** A fenced code block. */
export type Block = {
  /** The words after the opening fence, such as `sh check-only`. */
  kind: string
  /** Line number of the opening fence. */
  line: number
  /** Its content, each line with its newline, without the indentation of the fence. */
  text: string
}

/** Every Markdown page of the project, as paths from its root. */
export const pages: readonly string[] = ['', 'docs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
)

export const readPage = (page: string): string => readFileSync(join(root, page), 'utf8')

const FENCE = /^( *)```(.*)$/

/** The fenced code blocks of a page, in order. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let open: { block: Block; indent: string } | undefined
  for (const [index, line] of text.split('\n').entries()) {
    const [fence, indent = '', kind = ''] = FENCE.exec(line) ?? []
    if (open && fence !== undefined) {
      blocks.push(open.block)
      open = undefined
    } else if (open) {
      open.block.text += `${line.startsWith(open.indent) ? line.slice(open.indent.length) : line}\n`
    } else if (fence !== undefined) {
      open = { block: { kind: kind.trim(), line: index + 1, text: '' }, indent }
    }
  }
  if (open) throw new Error(`The code block in line ${open.block.line} is not closed.`)
  return blocks
}

/** The page without its code blocks, where `#` and `[…](…)` have other meanings. */
export function proseOf(text: string): string {
  return text.replace(/^( *)```[\s\S]*?^\1```$/gm, '')
}

/** Link targets of a page. */
export function linksOf(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? '')
}

/** The anchors of a page's headings, in GitHub's format. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>()
  return [...proseOf(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const anchor = words.replace(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-')
    const count = seen.get(anchor) ?? 0
    seen.set(anchor, count + 1)
    return count === 0 ? anchor : `${anchor}-${count}`
  })
}

/** The rows of the table below a heading without the table's header, each a list of trimmed cells. */
export function tableBelow(text: string, heading: string): string[][] {
  const [, section = ''] = text.split(`${heading}\n`)
  const lines = section.split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'))
  const cells = (line: string) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim())
  return lines.slice(start + 2, length < 0 ? undefined : start + length).map(cells)
}
