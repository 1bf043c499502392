import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject, test } from 'vitest'
import { createKey } from '../../src/admin/keys.ts'
import { createTenant } from '../../src/admin/tenants.ts'
import { buildWorker } from '../bench/servers/build.ts'
import { endProgram } from '../bench/servers/children.ts'
import { startWorker } from '../bench/servers/worker.ts'
import { runSql } from '../setup/own-database.ts'
import '../setup/provided.ts'

/** The built service in `workerd`, in front of the tests' database. */
export const serviceTest = test.extend<{ service: Awaited<ReturnType<typeof startService>> }>({
  service: [
    async ({}, use) => {
      const service = await startService()
      await use(service)
      await service.stop()
    },
    { scope: 'file' },
  ],
})

async function startService() {
  const { ownerUrl, loginUrl, endpoint } = inject('database')
  const query = (text: string, values?: unknown[]) => runSql(ownerUrl, text, values)
  const folder = await mkdtemp(join(tmpdir(), 'customers-client-'))
  const { child, port } = await startWorker(await buildWorker(folder), { loginUrl, endpoint })
  return {
    url: `http://127.0.0.1:${port}`,
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
    },
  }
}
