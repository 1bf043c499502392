import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { operations } from '../../src/app.ts'
import { INVALID } from '../../src/errors/api-error.ts'
import { type ErrorCode, errorEntry } from '../../src/errors/codes.ts'
import { apiDocument } from '../../src/service/document.ts'
import { runAdmin } from '../setup/admin-run.ts'
import { dereferenced } from '../setup/dereferenced.ts'
import { root } from '../setup/dev-run.ts'
import { isFile } from '../setup/docs-run.ts'
import { documentedCodes } from '../setup/documented-codes.ts'
import { anchorsOf, blocksOf, linksOf, pages, proseOf, readPage, tableBelow } from '../setup/markdown.ts'

type Documented = { security: { ApiKey?: string[] }[]; responses: Record<string, { description: string }> }
const document = JSON.parse(JSON.stringify(await apiDocument(operations)))
const paths = dereferenced(document.paths, document) as Record<string, Record<string, Documented>>
const documented = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
)

/** The texts in backticks of a cell. */
const codes = (cell = '') => [...cell.matchAll(/(`+)(.+?)\1/g)].map(([, , text]) => text?.trim() ?? '')

describe('every page', () => {
  test.for(pages)('%s links only to files and headings that exist', (page) => {
    const broken = linksOf(readPage(page)).filter((target) => {
      if (/^https?:/.test(target)) return false
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page : join(dirname(page), file)
      if (!existsSync(join(root, path))) return true
      return anchor !== undefined && !anchorsOf(readPage(path)).includes(anchor)
    })
    expect(broken).toEqual([])
  })

  test.for(pages)('%s names only files of the project that exist', (page) => {
    const named = codes(proseOf(readPage(page))).filter((text) => /^(src|test|docs|migrations)\/[\w./-]+$/.test(text))
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('has commands only in blocks that a test reads', () => {
    const kinds = pages.flatMap((page) => blocksOf(readPage(page)).map(({ kind }) => (isFile(kind) ? 'file' : kind)))
    expect([...new Set(kinds)].sort()).toEqual(['console', 'file', 'sh', 'sh check-only', 'text', 'ts'])
  })

  test('can be reached from the README by links', () => {
    const reached = new Set(['README.md'])
    for (const page of reached) {
      const targets = linksOf(readPage(page)).map((target) => join(dirname(page), target.split('#')[0] ?? ''))
      for (const target of targets) if (pages.includes(target)) reached.add(target)
    }
    expect(pages.filter((page) => !reached.has(page))).toEqual([])
  })
})

describe('the README', () => {
  test('has at most 150 lines', () => {
    expect(readPage('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
  })

  test('lists exactly the operations of the OpenAPI document, each with its role and scope', () => {
    const rows = tableBelow(readPage('README.md'), '## Operations').map(([name = '', key = '']) => [
      codes(name)[0],
      key,
    ])
    expect(rows).toEqual(documented.map((operation) => [operation.name, keyOf(operation)]))
  })
})

/** Role and scope in the format of the README's table. */
function keyOf({ security: [first] }: Documented): string {
  if (!first?.ApiKey) return 'none'
  const role = first.ApiKey.includes('admin') ? 'admin' : 'any'
  return [role, ...first.ApiKey.filter((need) => need !== 'admin').map((scope) => `\`${scope}\``)].join(', ')
}

describe('the tables', () => {
  test('of errors list every code with its status', () => {
    const rows = tableBelow(readPage('docs/errors.md'), '## Errors').map(([status, code]) => [codes(code)[0], status])
    const statusOf = (code = '') => (code === INVALID ? 422 : errorEntry(code as ErrorCode).status)
    for (const [code, status] of rows) expect(String(statusOf(code)), code).toBe(status)
    // No operation returns these two, and 422 has validation errors by itself.
    const known = new Set(['route_not_found', 'method_not_allowed', INVALID, ...documented.flatMap(codesOf)])
    expect(rows.map(([code]) => code).sort()).toEqual([...known].sort())
  })

  test('of admin commands list every command and option', async () => {
    const page = readPage('docs/admin.md')
    const { stdout: help } = await runAdmin(['--help'])
    const { stdout: keyHelp } = await runAdmin(['key', 'create', '--help'])
    const inHelp = help.match(/(?<=^ {2})(migrate|database-url|(tenant|key|stripe) [a-z-]+)/gm) ?? []
    const listed = tableBelow(page, '# Admin commands').map(([cell]) => codes(cell)[0]?.replace(/ [<-].*$/, ''))
    expect(listed).toEqual(inHelp)

    const options = tableBelow(page, '## Keys').map(([cell]) => codes(cell)[0]?.split(' ')[0])
    const everywhere = tableBelow(page, 'Options of every command:').map(([cell]) => codes(cell)[0]?.split(' ')[0])
    const inKeyHelp = new Set((keyHelp.match(/--[a-z-]+/g) ?? []).filter((option) => option !== '--json'))
    expect([...options, ...everywhere].filter((option) => option !== '--json').sort()).toEqual([...inKeyHelp].sort())
  })
})

/** The codes of an operation's error responses. */
function codesOf({ responses }: Documented): string[] {
  const errors = Object.entries(responses).filter(([status]) => status >= '400')
  return errors.flatMap(([, response]) => documentedCodes(response))
}
