import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Build, buildWorker } from '../bench/servers/build.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The Worker, built once for all tests of a run. A test copies it before it adds files. */
    build: Build
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'customers-build-'))
  project.provide('build', await buildWorker(folder))
  return () => rm(folder, { recursive: true })
}
