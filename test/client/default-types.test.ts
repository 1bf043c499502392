import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../setup/dev-run.ts'
import { runProgram } from '../setup/programs.ts'

/** The first session of the README, and what else a generator could take for required or never null. */
const PROGRAM = `
import createClient from 'openapi-fetch'
import type { paths } from './types.ts'

const api = createClient<paths>({ baseUrl: 'https://api.example' })

export async function session() {
  const { data } = await api.GET('/v1/customers', { params: { query: { email: ['steve@plumbing.example'] } } })
  const { error } = await api.POST('/v1/customers', { body: { company_name: 'Steve', country_code: 'us' } })
  if (error?.code === 'email_taken') return error.detail
  // @ts-expect-error: the code is an enum
  if (error?.code === 'email_token') return
  const customer_id = data?.customers[0]?.id ?? ''
  const path = { customer_id }
  const rule = { name: 'Wake Steve', trigger_event: 'call.missed' }
  await api.POST('/v1/rules', { body: { ...rule, customer_id, actions: [{ type: 'notify', channel: 'sms' }] } })
  await api.POST('/v1/instances', { body: { customer_id, agent_name: 'dispatcher', status: 'running' } })
  await api.GET('/v1/customers/{customer_id}/subscriptions', { params: { path } })
  await api.POST('/v1/customers/{customer_id}/clone', { params: { path }, body: { company_name: 'Pete' } })
  await api.POST('/v1/api-keys', { body: {} })
  await api.POST('/v1/api-keys/{key_id}/rotate', { params: { path: { key_id: '' } }, body: {} })

  const batch = await api.POST('/v1/customers/batch', { body: { customers: [{ metadata: null }] } })
  // @ts-expect-error: a rejected row has no customer
  batch.data?.results[0]?.customer.id
  const changed = await api.PATCH('/v1/customers/{customer_id}', { params: { path }, body: { metadata: null } })
  return changed.data?.subscriptions.length
}
`

test('types that openapi-typescript generates by default fit the calls of the README', async ({ onTestFinished }) => {
  const folder = await mkdtemp(join(root, 'node_modules', '.default-types-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const generator = join(root, 'client/node_modules/.bin/openapi-typescript')
  const generated = await runProgram(generator, ['docs/openapi.json', '-o', join(folder, 'types.ts')], { cwd: root })
  expect(generated.code, generated.stderr).toBe(0)
  await writeFile(join(folder, 'program.ts'), PROGRAM)
  const compilerOptions = {
    ...{ strict: true, noUncheckedIndexedAccess: true, noEmit: true, target: 'ES2024', lib: ['ES2024', 'DOM'] },
    ...{ module: 'ESNext', moduleResolution: 'Bundler', types: [], allowImportingTsExtensions: true },
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const { code, stdout } = await runProgram(join(root, 'node_modules/.bin/tsc'), ['-p', folder])
  expect(stdout).toBe('')
  expect(code).toBe(0)
})
