import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, test } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { createTenant } from '../../src/admin/tenants.ts'
import { copyBuild } from '../bench/servers/build.ts'
import { endProgram } from '../bench/servers/children.ts'
import { startWorker } from '../bench/servers/worker.ts'
import { startFaultyEndpoint } from '../setup/faults.ts'
import { runSql } from '../setup/own-database.ts'
import { startComparing } from './compared.ts'

/**
 * The built service in `workerd` with the tests' database, whose `endpoint` can inject faults. Each response must be as
 * documented.
 */
export const serviceTest = test.extend<{ service: Service }>({
  service: [
    async ({}, use) => {
      const service = await startService()
      await use(service)
      await service.stop()
    },
    { scope: 'file' },
  ],
})

export type Service = Awaited<ReturnType<typeof startService>>

/** With `corsOrigins`, pages of these origins may call it. */
export async function startService(options: { corsOrigins?: string; onLog?: (line: string) => void } = {}) {
  const { ownerUrl, loginUrl } = inject('database')
  const query = (text: string, values?: unknown[]) => runSql(ownerUrl, text, values)
  const folder = await mkdtemp(join(tmpdir(), 'customers-client-'))
  const endpoint = await startFaultyEndpoint()
  const build = await copyBuild(inject('build'), folder)
  const { child, port } = await startWorker(build, { loginUrl, endpoint: endpoint.url }, options)
  const comparing = await startComparing(port)
  return {
    endpoint,
    url: comparing.url,
    /** Creates a tenant and returns its live admin key, or a key with these scopes. */
    async newKey(scopes?: string[]): Promise<string> {
      const slug = `t-${crypto.randomUUID()}`
      const { keys } = await createTenant(query, { slug, name: 'A tenant', rateLimit: 'highest' })
      if (!scopes) return keys.live.key
      return (await createKey(query, { slug, mode: 'live', role: 'admin', scopes, rateLimit: 'highest' })).key
    },
    async stop() {
      await endProgram(child)
      await rm(folder, { recursive: true })
      comparing.stop()
    },
  }
}
