import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from '../../src/app.ts'
import { apiDocument } from '../../src/service/document.ts'
import { root } from '../setup/dev-run.ts'
import { runProgram } from '../setup/programs.ts'
import { filesBelow, read } from '../setup/source-tree.ts'

/** Operations that no tenant's program calls: Stripe, probes and the document itself. */
const NOT_FOR_CLIENTS = ['stripeWebhook', 'getHealth', 'getReady', 'getOpenApi']

test('the committed types are those of the OpenAPI document; otherwise run npm run client:generate', async ({
  onTestFinished,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'customers-generated-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'generated.ts')
  const { code, stderr } = await runProgram('npm', ['run', '-s', 'client:generate', '--', file], { cwd: root })
  expect(code, stderr).toBe(0)
  expect((await readFile(file, 'utf8')) === read('client/src/generated.ts')).toBe(true)
})

test('the client has a method for every operation of a tenant', async () => {
  const { paths } = (await apiDocument(operations)) as unknown as {
    paths: Record<string, Record<string, { operationId: string }>>
  }
  const documented = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, { operationId }]) => !NOT_FOR_CLIENTS.includes(operationId))
      .map(([method]) => `${method.toUpperCase()} ${path}`),
  )
  const sources = filesBelow('client/src').filter((file) => file !== 'client/src/generated.ts')
  const called = sources.flatMap((file) =>
    [...read(file).matchAll(/\bapi\.([A-Z]+)\('(.+?)'/g)].map(([, method, path]) => `${method} ${path}`),
  )
  expect(called.sort()).toEqual(documented.sort())
})
