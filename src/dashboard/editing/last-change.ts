import type { VersionRow } from '../../audit-log/timeline.ts'
import { type Caller, mayRead } from '../../auth/policy.ts'

/** What the key can read about the last change of a resource. */
export function lastChangeIn(caller: Caller, row: VersionRow | undefined): VersionRow | undefined {
  if (!row || !mayRead(caller, 'audit-log')) return undefined
  return mayRead(caller, 'api-keys') ? row : { ...row, actor_name: null }
}
