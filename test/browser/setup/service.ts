import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { seed } from '../../../src/local/demo/seed.ts'
import { buildWorker } from '../../bench/servers/build.ts'
import { endProgram } from '../../bench/servers/children.ts'
import { startWorker } from '../../bench/servers/worker.ts'
import { findBrowser } from './find-browser.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The running service: its origin, and the keys of the demo tenants by slug. */
    service: { origin: string; keys: Record<string, { live: string; test: string }> }
    /** The browser's program; undefined if none is installed. */
    browser: string | undefined
  }
}

/** Starts the built Worker in workerd, with the demo tenants. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = findBrowser()
  project.provide('browser', browser)
  if (!browser) console.warn('No Chromium or Chrome is installed, so the tests in a browser are skipped.')
  const { ownerUrl, loginUrl, endpoint } = project.getProvidedContext().database
  const folder = await mkdtemp(join(tmpdir(), 'customers-browser-'))
  const [build, keys] = await Promise.all([buildWorker(folder), seed(ownerUrl)])
  const { child, port } = await startWorker(build, { loginUrl, endpoint })
  project.provide('service', { origin: `http://127.0.0.1:${port}`, keys })
  return async () => {
    await endProgram(child)
    await rm(folder, { recursive: true })
  }
}
