import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DATABASE_RULES } from '../../node/sources/database-rules.ts'
import { PACKAGE_RULES } from '../../node/sources/package-rules.ts'
import { ROUTE_RULES } from '../../node/sources/route-rules.ts'
import { differencesOf } from '../../setup/rule.ts'
import { projectOf, sources } from '../../setup/source-tree.ts'
import { checkTypes, type Outcome, runTests } from './check-runs.ts'
import { HANDLER_CHANGES } from './handler-changes.ts'
import { IMPORT_CHANGES } from './import-changes.ts'
import { LIMIT_CHANGES } from './limit-changes.ts'
import { OPERATION_CHANGES } from './operation-changes.ts'
import { removeCopies } from './project-copy.ts'
import { ROUTE_CHANGES } from './route-changes.ts'
import { SESSION_CHANGES } from './session-changes.ts'
import { type Edit, edited, type SourceChange } from './source-change.ts'
import { TRANSACTION_CHANGES } from './transaction-changes.ts'

// Each change weakens a lock or a limit of time, and must make a check fail, with a message that says what to do.

const RULES = [...DATABASE_RULES, ...PACKAGE_RULES, ...ROUTE_RULES]
/** Of the changes that tests detect. */
let outcomes: Map<SourceChange, Outcome>

beforeAll(async () => {
  removeCopies()
  outcomes = await runTests(LOCKS.flatMap(([, changes]): readonly SourceChange[] => changes))
}, 1_200_000)
afterAll(removeCopies)

/** What the tests of the rules say about the changed sources. */
function readRules(edits: readonly Edit[]): Outcome {
  const project = projectOf(edited(sources, edits))
  const said = RULES.flatMap((rule) => {
    const differences = differencesOf(rule.found(project), rule.expected)
    return differences.length > 0 ? [rule.advice, ...differences] : []
  })
  return { passed: said.length === 0, output: said.join('\n') }
}

const LOCKS = [
  ['lock 1, type', [...HANDLER_CHANGES, ...IMPORT_CHANGES]],
  ['lock 2, construction', [...ROUTE_CHANGES, ...OPERATION_CHANGES]],
  ['lock 3, transaction', TRANSACTION_CHANGES],
  ['locks 4 to 6, in the migrations', SESSION_CHANGES],
  ['what requests wait for', LIMIT_CHANGES],
] as const

describe.for(LOCKS)('%s', ([, changes]) => {
  test.for(changes.map((change) => [change.name, change] as const))('a check fails: %s', async ([, change]) => {
    const { edits, check, says } = change
    const outcome =
      check === 'rules' ? readRules(edits) : check === 'types' ? await checkTypes(edits) : outcomes.get(change)
    const { passed, output = '' } = outcome ?? {}
    expect({ passed, said: output.includes(says) ? says : output }).toEqual({ passed: false, said: says })
  })
})
