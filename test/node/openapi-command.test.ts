import { execFile } from 'node:child_process'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test as base, expect } from 'vitest'

const program = fileURLToPath(new URL('../../src/local/openapi.ts', import.meta.url).href)

/** Each test runs in its own folder. */
const test = base.extend<{ folder: string; run: (...args: string[]) => Promise<{ stdout: string; stderr: string }> }>({
  folder: async ({}, use) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'customers-openapi-')))
    await use(folder)
    await rm(folder, { recursive: true })
  },
  run: async ({ folder }, use) => {
    await use((...args) => promisify(execFile)(process.execPath, [program, ...args], { cwd: folder }))
  },
})

test('the document is written to openapi.json in the current folder, and its path is printed', async ({
  folder,
  run,
}) => {
  const { stdout } = await run()
  const file = join(folder, 'openapi.json')
  expect(stdout).toBe(`${file}\n`)
  const document = JSON.parse(await readFile(file, 'utf8'))
  expect(document.openapi).toMatch(/^3\.1\./)
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(['/v1/customers', '/v1/customers/{customer_id}', '/v1/customers/{customer_id}/clone']),
  )
})

test('the document is written to the given file', async ({ folder, run }) => {
  expect((await run('api.json')).stdout).toBe(`${join(folder, 'api.json')}\n`)
  expect(await readFile(join(folder, 'api.json'), 'utf8')).toMatch(/^\{\n {2}"openapi": "3\.1/)
})

test('a file that cannot be written and wrong usage are each reported in one sentence', async ({ folder, run }) => {
  const file = join(folder, 'absent', 'api.json')
  await expect(run(file)).rejects.toMatchObject({ code: 1, stderr: `${file} cannot be written (ENOENT).\n` })
  for (const args of [['a', 'b'], ['--yaml']]) {
    const stderr = 'At most one file name is allowed: npm run openapi -- [file].\n'
    await expect(run(...args)).rejects.toMatchObject({ code: 1, stdout: '', stderr })
  }
})
