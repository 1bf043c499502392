import { FUNCTION_RULES } from './function-rules.ts'
import { KEY_RULES } from './key-rules.ts'
import { OBJECT_RULES } from './object-rules.ts'
import { POLICY_RULES } from './policy-rules.ts'
import { PRIVILEGE_RULES } from './privilege-rules.ts'
import { ROLE_RULES } from './role-rules.ts'
import type { CatalogRule } from './rule.ts'

/** What locks 4 and 5 require of the system catalog. */
export const RULES: readonly CatalogRule[] = [
  ...PRIVILEGE_RULES,
  ...FUNCTION_RULES,
  ...POLICY_RULES,
  ...KEY_RULES,
  ...ROLE_RULES,
  ...OBJECT_RULES,
]
