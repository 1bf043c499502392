import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createClient } from 'customer-management-api/client'
import { expect, test } from 'vitest'
import { root } from '../setup/dev-run.ts'
import { isFile } from '../setup/docs-run.ts'
import { blocksOf, readPage, tableBelow } from '../setup/markdown.ts'
import { runProgram } from '../setup/programs.ts'

const page = readPage('docs/client.md')

test('the programs of the guide compile', async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(root, 'node_modules', '.client-guide-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const programs = blocksOf(page).filter(({ kind }) => isFile(kind))
  for (const { kind, text } of programs) await writeFile(join(folder, kind.slice('ts '.length)), text)
  const compilerOptions = {
    ...{ strict: true, noUncheckedIndexedAccess: true, noEmit: true, target: 'ES2024', lib: ['ES2024'] },
    ...{ module: 'ESNext', moduleResolution: 'Bundler', types: ['node'], allowImportingTsExtensions: true },
    paths: { 'customer-management-client': [join(root, 'client/src/index.ts')] },
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))

  const { code, stdout } = await runProgram(join(root, 'node_modules/.bin/tsc'), ['-p', folder])
  expect(stdout).toBe('')
  expect([code, programs.length]).toEqual([0, 4])
})

test('the guide lists every resource and method', () => {
  const client = createClient({ baseUrl: 'https://api.example', apiKey: 'hc_test_key' })
  const methods = Object.entries(client).map(([name, resource]) => {
    const own = Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).filter((method) => method !== 'constructor')
    return [`client.${name}`, own]
  })
  const listed = tableBelow(page, '## Resources').map((cells) =>
    cells.map((cell) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, name]) => name)),
  )
  expect(listed.map(([resource, names]) => [resource?.[0], names])).toEqual(methods)
})
