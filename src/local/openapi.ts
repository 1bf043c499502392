import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { operations } from '../app.ts'
import { apiDocument } from '../service/document.ts'

const usage = 'npm run openapi -- [file]'

/** Writes the OpenAPI document to a file and returns its path. */
async function run(args: string[]): Promise<string> {
  const { values, positionals } = readArguments(args)
  if (values.help) return `${usage}\n\nWrites the OpenAPI document to the file (default: openapi.json).`
  const file = resolve(positionals[0] ?? 'openapi.json')
  const text = `${linesOf(JSON.parse(JSON.stringify(await apiDocument(operations))))}\n`
  await writeFile(file, text).catch(({ code }) => {
    throw new Error(`${file} cannot be written (${code}).`)
  })
  return file
}

/** JSON with one line per operation and component, so that the file is short and changes are easy to see. */
function linesOf(value: object, depth = 0): string {
  const indent = '  '.repeat(depth)
  const lines = Object.entries(value).map(([name, inner]) => {
    const isShort = depth === 2 || typeof inner !== 'object' || Array.isArray(inner)
    return `${indent}  ${JSON.stringify(name)}: ${isShort ? JSON.stringify(inner) : linesOf(inner, depth + 1)}`
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function readArguments(args: string[]) {
  try {
    const read = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } }, allowPositionals: true })
    if (read.positionals.length <= 1) return read
  } catch {
    // The same sentence says what is allowed.
  }
  throw new Error(`At most one file name is allowed: ${usage}.`)
}

try {
  process.stdout.write(`${await run(process.argv.slice(2))}\n`)
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
