import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { seed } from '../../../src/local/demo/seed.ts'
import { type Build, copyBuild } from '../../bench/servers/build.ts'
import { endProgram } from '../../bench/servers/children.ts'
import { startWorker } from '../../bench/servers/worker.ts'
import { findBrowser } from './find-browser.ts'

interface Service {
  origin: string
  /** The origin of the same service without its database. */
  brokenOrigin: string
  /** The Worker that runs, for tests that start their own. */
  build: Build
  /** The keys of the demo tenants by slug. */
  keys: Record<string, { live: string; test: string }>
}

declare module 'vitest' {
  interface ProvidedContext {
    service: Service
    /** The browser's program; undefined if none is installed. */
    browser: string | undefined
  }
}

/** Starts the built Worker in workerd, with the demo tenants. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const browser = findBrowser()
  project.provide('browser', browser)
  if (!browser) console.warn('No Chromium or Chrome is installed, so the tests in a browser are skipped.')
  const { database, build: shared } = project.getProvidedContext()
  const { ownerUrl, loginUrl, endpoint } = database
  const folder = await mkdtemp(join(tmpdir(), 'customers-browser-'))
  const keys = await seed(ownerUrl)
  const build = await copyBuild(shared, folder)
  const worker = await startWorker(build, { loginUrl, endpoint })
  const broken = await startWorker(build, { loginUrl, endpoint: 'http://127.0.0.1:9/sql' })
  const [origin, brokenOrigin] = [worker, broken].map(({ port }) => `http://127.0.0.1:${port}`) as [string, string]
  project.provide('service', { origin, brokenOrigin, build, keys })
  return async () => {
    await Promise.all([endProgram(worker.child), endProgram(broken.child)])
    await rm(folder, { recursive: true })
  }
}
