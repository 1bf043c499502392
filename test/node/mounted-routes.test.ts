import { expect, test } from 'vitest'
import { differencesOf } from '../setup/rule.ts'
import { project } from '../setup/source-tree.ts'
import { ROUTE_RULES } from './sources/route-rules.ts'

// Lock 2. test/node/routes.test.ts compares the routes of the app themselves with a list.

test.each(ROUTE_RULES.map((rule) => [rule.promise, rule] as const))('%s', (_, rule) => {
  expect(differencesOf(rule.found(project), rule.expected), rule.advice).toEqual([])
})
