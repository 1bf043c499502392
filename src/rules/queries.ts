import { type SQL, sql } from '../db/sql.ts'
import { VERSION_BY_TIME, type Versioned } from '../http/etag.ts'
import type { RuleRow } from './rule.ts'

/** Selects a rule with its version, which does not change when the rule is triggered. */
export function selectRule(id: string): SQL<RuleRow & Versioned> {
  return sql`select *, ${VERSION_BY_TIME} as version from rules where id = ${id}::uuid`
}
