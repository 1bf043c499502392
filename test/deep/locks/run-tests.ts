import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVitest, type TestModule } from 'vitest/node'
import { migrate } from '../../../src/admin/migrate.ts'
import { allowStripeSecrets } from '../../../src/local/stack.ts'
import { createDatabase } from '../../setup/own-database.ts'
import { STRIPE_SECRET } from '../../setup/provided.ts'
import type { Outcome, TestRun } from './check-runs.ts'
import { copyProject, replaceFile, root } from './project-copy.ts'

// A program that runs the tests of many copies of the project at once, because most of the time of a short run is spent
// on starting Vitest, workerd and the database, and on loading packages. One process of each kind runs all tests.

/** Must pass. The first starts the database of the project. */
const NODE_CONTROL: TestRun = { copy: root, tests: ['test/node/routes.test.ts'], migrates: false }
const WORKER_CONTROL: TestRun = {
  copy: copyProject('control', []),
  tests: ['test/worker/locks.test.ts'],
  migrates: true,
}

/** How tests get their database, and the files that do. */
const INJECTION = "inject('database')"
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map((file) => join('test', file))
const injecting = tests.filter(
  (file) => /\.tsx?$/.test(file) && readFileSync(join(root, file), 'utf8').includes(INJECTION),
)

const [runs] = (await once(process, 'message')) as [TestRun[]]
const config = join(root, 'test/vitest.config.ts')
// The cache of modules does not notice that a copy no longer shares a module.
const options = { maxWorkers: 1, isolate: false, fsModuleCache: false, watch: false, reporters: [{}] }
const vitest = await createVitest('test', { root, config, ...options })
await vitest.standalone()

const [nodeControl] = await outcomesOf([NODE_CONTROL])
const all = [WORKER_CONTROL, ...runs]
for (const { copy, migrates } of all) if (migrates) await migrateDatabase(copy)
const [workerControl, ...outcomes] = await outcomesOf(all)
for (const control of [nodeControl, workerControl]) {
  if (!control?.passed) throw new Error(`Tests without a change fail: ${control?.output}`)
}
process.send?.(outcomes)
await vitest.close()
process.disconnect()

async function outcomesOf(list: readonly TestRun[]): Promise<Outcome[]> {
  const pathsOf = ({ copy, tests }: TestRun) => tests.map((test) => join(copy, test))
  const specifications = list.flatMap((run) => pathsOf(run).map((path) => specification(path, run.named)))
  const { testModules } = await vitest.runTestSpecifications(specifications)
  return list.map((run) => outcomeOf(testModules.filter(({ moduleId }) => pathsOf(run).includes(moduleId))))
}

function specification(path: string, named?: string) {
  const project = vitest.getProjectByName(path.includes('/test/worker/') ? 'worker' : 'node')
  return project.createSpecification(path, named ? { testNamePattern: new RegExp(named) } : undefined)
}

function outcomeOf(modules: readonly TestModule[]): Outcome {
  const failed = modules.flatMap(({ children }) => [...children.allTests('failed')])
  const errors = [
    ...modules.flatMap((module) => [module, ...module.children.allSuites()]).flatMap((part) => part.errors()),
    ...failed.flatMap((test) => [{ message: test.fullName }, ...(test.result().errors ?? [])]),
  ]
  const passed = modules.length > 0 && modules.every((module) => module.ok()) && errors.length === 0
  return { passed, output: errors.map(({ message }) => message).join('\n') }
}

/** Gives the tests of a copy a database with its migrations, on the server of all. */
async function migrateDatabase(copy: string): Promise<void> {
  const { database } = vitest.getProjectByName('node').getProvidedContext()
  const { url } = await createDatabase(database.ownerUrl)
  await migrate(url, { directory: join(copy, 'migrations') })
  await allowStripeSecrets(url, [STRIPE_SECRET])
  const loginUrl = Object.assign(new URL(database.loginUrl), { pathname: new URL(url).pathname }).href
  const own = JSON.stringify({ ...database, ownerUrl: url, loginUrl })
  for (const file of injecting) {
    const text = readFileSync(join(root, file), 'utf8')
    replaceFile(join(copy, file), text.replaceAll(INJECTION, `(${own})`))
  }
}
