import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createVitest } from 'vitest/node'
import { allowStripeSecrets } from '../../../src/local/stack.ts'
import { createMigratedDatabase } from '../../setup/migrated-database.ts'
import { type ProvidedDatabase, STRIPE_SECRET } from '../../setup/provided.ts'
import type { Outcome, TestRun } from './project-copy.ts'

// A program that runs test files of its copy of the project, as often as its parent asks. Starting Vitest, a database
// and the transformation of all modules take most of the time of a run, and happen only once. Each file ends at its
// first failure, because one is enough.

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Pass without any change. One of each project, so that both have started before the first change. */
const CONTROL = { files: [], tests: ['test/worker/locks.test.ts', 'test/node/routes.test.ts'] }

const config = join(root, 'test/vitest.config.ts')
const fsModuleCachePath = process.env.MODULE_CACHE
const vitest = await createVitest('test', { root, config, fsModuleCachePath, watch: false, bail: 1, reporters: [{}] })
await vitest.standalone()
/** The files that the previous run changed, which have been reverted. */
let reverted: readonly string[] = []

process.on('message', async (run: TestRun) => process.send?.(await outcomeOf(run)))
process.once('disconnect', () => vitest.close())
const control = await runTests(CONTROL)
process.send?.(control)

async function outcomeOf(run: TestRun): Promise<Outcome> {
  try {
    const migrates = run.files.some((file) => file.startsWith('migrations/'))
    return migrates ? await withNewDatabase(() => runTests(run)) : await runTests(run)
  } catch (error) {
    return { passed: false, output: String(error) }
  }
}

async function runTests({ files, tests, named }: TestRun): Promise<Outcome> {
  for (const file of [...reverted, ...files]) vitest.invalidateFile(join(root, file))
  reverted = files
  const paths = tests.map((test) => join(root, test))
  const specifications = paths.map((path) => {
    const project = vitest.getProjectByName(path.includes('/test/worker/') ? 'worker' : 'node')
    return project.createSpecification(path, named ? { testNamePattern: new RegExp(named) } : undefined)
  })
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications)
  const modules = testModules.filter(({ moduleId }) => paths.includes(moduleId))
  const failed = modules.flatMap(({ children }) => [...children.allTests('failed')])
  const errors = [
    ...modules.flatMap((module) => [module, ...module.children.allSuites()]).flatMap((part) => part.errors()),
    ...unhandledErrors,
    ...failed.flatMap((test) => [{ message: test.fullName }, ...(test.result().errors ?? [])]),
  ]
  const passed = modules.length === tests.length && modules.every((module) => module.ok()) && errors.length === 0
  return { passed, output: errors.map((error) => (error as Error).message).join('\n') }
}

/** Gives the tests a database with the changed migrations, on the same server. */
async function withNewDatabase(work: () => Promise<Outcome>): Promise<Outcome> {
  const { database } = vitest.getProjectByName('worker').getProvidedContext()
  const own = await createMigratedDatabase(database.ownerUrl)
  try {
    await allowStripeSecrets(own.url, [STRIPE_SECRET])
    const loginUrl = Object.assign(new URL(database.loginUrl), { pathname: new URL(own.url).pathname }).href
    provide({ ...database, ownerUrl: own.url, loginUrl })
    return await work()
  } finally {
    provide(database)
    // Autovacuum can keep it. It is deleted with the server.
    await own.remove().catch(() => undefined)
  }
}

function provide(database: ProvidedDatabase): void {
  for (const project of vitest.projects) project.provide('database', database)
}
