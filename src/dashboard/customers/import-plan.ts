import { type Match, selectMatches } from '../../customers/batch-effects.ts'
import { type Obstacle, rowsAsJson, selectObstacles } from '../../customers/batch-statements.ts'
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
  const sent = rowsAsJson(valid)
  const [matches, obstacles] = await db.batch([selectMatches(sent), selectObstacles(sent)])
  const matchAt = new Map(matches.map((match) => [match.index, match]))
  const obstaclesAt = Map.groupBy(obstacles, ({ index }) => index)
  return rows.map((row) => {
    const match = matchAt.get(row.line)
    if (row.errors.length > 0) return { ...row, plan: 'invalid' }
    if (match && existing !== 'update') return { ...row, plan: 'keep', customer: match }
    // Only an update looks for archived customers; a new one may have the external id of one.
    const obstacle = obstaclesAt.get(row.line)?.find(({ code }) => existing === 'update' || code === 'email_taken')
    if (obstacle) return { ...row, plan: 'invalid', ...rejectionOf(obstacle) }
    return match ? { ...row, plan: 'update', customer: match, match } : { ...row, plan: 'create' }
  })
}

function rejectionOf({ code, id, name }: Obstacle): Pick<PlannedRow, 'errors' | 'customer'> {
  return id
    ? { errors: [wordsFor({ code }).text], customer: { id, name } }
    : { errors: [faultInWords(TOO_MANY_METADATA_KEYS)] }
}
