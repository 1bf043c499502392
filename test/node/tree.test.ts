import { expect, test } from 'vitest'
import { filesBelow, importsOf, read } from '../setup/source-tree.ts'

const all = ['src', 'test', 'migrations'].flatMap(filesBelow)
const code = all.filter((file) => /\.(ts|sql)$/.test(file))

test('no file has over 200 lines', () => {
  expect(code.filter((file) => read(file).split('\n').length > 201)).toEqual([])
})

test('no line of SQL has over 120 columns, in a migration or in code', () => {
  const isLong = (line: string) => line.length > 120
  const sql = (file: string) =>
    file.endsWith('.sql') ? [read(file)] : (read(file).match(/(?<=\bsql(<[^`]*>)?`)[^`]*/g) ?? [])
  const long = code.filter((file) => sql(file).some((text) => text.split('\n').some(isLong)))
  expect(long).toEqual([])
})

test('no module or folder has a catch-all name', () => {
  const catchAll = /(^|\/)(utils?|helpers?|commons?|lib|services|types|misc)(\.|\/)/
  expect(all.filter((file) => catchAll.test(file))).toEqual([])
})

test('every relative import stays inside the project', () => {
  const names = code.filter((file) => file.endsWith('.ts')).flatMap((file) => importsOf(file).map(({ name }) => name))
  expect(names.filter((name) => name.startsWith('..'))).toEqual([])
})
