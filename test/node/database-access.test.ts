import { expect, test } from 'vitest'
import { differencesOf } from '../setup/rule.ts'
import { project } from '../setup/source-tree.ts'
import { DATABASE_RULES } from './sources/database-rules.ts'
import { PACKAGE_RULES } from './sources/package-rules.ts'

// Lock 1. test/deep/locks/ shows that many source changes make one of these rules fail.

test.each([...DATABASE_RULES, ...PACKAGE_RULES].map((rule) => [rule.promise, rule] as const))('%s', (_, rule) => {
  expect(differencesOf(rule.found(project), rule.expected), rule.advice).toEqual([])
})
