import { expect, test } from 'vitest'
import { filesBelow, importsOf, read } from '../setup/source-tree.ts'

/** Written by a program, from the OpenAPI document. */
const GENERATED = 'client/src/generated.ts'

const all = ['src', 'client/src', 'test', 'migrations', 'docs'].flatMap(filesBelow).filter((file) => file !== GENERATED)
const code = all.filter((file) => /\.(tsx?|js|css|sql|py)$/.test(file))

/** Tables of demo data, a shell command to copy, and a regular expression. */
const WIDE = [
  'src/local/demo/crewamp.ts',
  'src/local/demo/fieldline.ts',
  'src/local/banner.ts',
  'src/customers/fields.ts',
]

test('no file has over 200 lines', () => {
  const written = [...code, ...all.filter((file) => file.endsWith('.md'))]
  expect(written.filter((file) => read(file).split('\n').length > 201)).toEqual([])
})

test('no line of SQL or other code has over 120 columns', () => {
  const hasLongLine = (file: string) =>
    read(file)
      .split('\n')
      .some((line) => line.length > 120)
  expect(code.filter(hasLongLine).sort()).toEqual([...WIDE].sort())
})

test('no module or folder has a catch-all name', () => {
  const catchAll = /(^|\/)(utils?|helpers?|commons?|lib|services|types|misc)(\.|\/)/
  expect(all.filter((file) => catchAll.test(file))).toEqual([])
})

test('every relative import stays inside the project', () => {
  const modules = code.filter((file) => /\.tsx?$/.test(file)).flatMap((file) => importsOf(file).map(({ from }) => from))
  expect(modules.filter((from) => from?.startsWith('..'))).toEqual([])
})
