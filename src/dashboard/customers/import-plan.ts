import { type Match, selectMatches, selectNamedObstacles } from '../../customers/batch-effects.ts'
import { asRows, type Obstacle } from '../../customers/batch-statements.ts'
import { TOO_MANY_METADATA_KEYS } from '../../customers/metadata.ts'
import type { OperationEnv } from '../../guard/declaration.ts'
import { wordsFor } from '../words/failures.ts'
import { faultInWords } from '../words/validation.ts'
import type { ImportRow } from './import-rows.ts'

/** What will happen to a row. `keep`: it is skipped, because a customer has its external id. */
export interface PlannedRow extends ImportRow {
  plan: 'create' | 'update' | 'keep' | 'invalid'
  /** The customer that is updated, left unchanged, or conflicts. */
  customer?: { id: string; name: string | null }
  /** The differences from the customer that is updated. */
  match?: Match
}

/** Finds what an import would do to each row, in one batch that writes nothing. */
export async function planOf(
  db: OperationEnv['Variables']['db'],
  rows: readonly ImportRow[],
  existing: string,
): Promise<PlannedRow[]> {
  const valid = rows.flatMap(({ line, input, errors }) =>
    input && errors.length === 0 ? [{ index: line, input }] : [],
  )
  const sent = asRows(valid)
  const [matches, obstacles] = await db.batch([selectMatches(sent), selectNamedObstacles(sent)])
  const matchAt = new Map(matches.map((match) => [match.index, match]))
  const obstacleAt = new Map(obstacles.map((obstacle) => [obstacle.index, obstacle]))
  return rows.map((row) => {
    const match = matchAt.get(row.line)
    if (row.errors.length > 0) return { ...row, plan: 'invalid' }
    if (match && existing !== 'update') return { ...row, plan: 'keep', customer: match }
    const obstacle = rejectionOf(obstacleAt.get(row.line), existing)
    if (obstacle) return { ...row, plan: 'invalid', ...obstacle }
    return match ? { ...row, plan: 'update', customer: match, match } : { ...row, plan: 'create' }
  })
}

type Named = Obstacle & { name: string | null }

function rejectionOf(
  obstacle: Named | undefined,
  existing: string,
): Pick<PlannedRow, 'errors' | 'customer'> | undefined {
  const { id, archived_id, too_many_keys, name = null } = obstacle ?? {}
  if (id) return { errors: [wordsFor({ code: 'email_taken' }).text], customer: { id, name } }
  // Only an update looks for archived customers; a new one may have the external id of one.
  if (existing !== 'update') return undefined
  if (archived_id) return { errors: [wordsFor({ code: 'archived' }).text], customer: { id: archived_id, name } }
  return too_many_keys ? { errors: [faultInWords(TOO_MANY_METADATA_KEYS)] } : undefined
}
