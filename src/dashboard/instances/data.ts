import { lastChangeOf } from '../../audit-log/timeline.ts'
import { mayRead } from '../../auth/policy.ts'
import type { customers, rules } from '../../db/schema.ts'
import { sql } from '../../db/sql.ts'
import { notFound } from '../../errors/api-error.ts'
import type { OperationEnv } from '../../guard/declaration.ts'
import { etagOf } from '../../http/etag.ts'
import { presentInstance } from '../../instances/instance.ts'
import { movesOf } from '../../instances/moves.ts'
import { selectInstance } from '../../instances/queries.ts'
import { nameOf } from '../customers/names.ts'
import { lastChangeIn } from '../editing/last-change.ts'
import { mayWrite } from '../permissions.ts'
import { FIELD_NAMES, valuesOf } from './fields.ts'

export type InstanceData = Awaited<ReturnType<typeof readInstance>>
type Variables = Pick<OperationEnv['Variables'], 'db' | 'caller'>

/** How many status changes the page shows. */
export const MOVES = 100

export type OwnerRow = Pick<typeof customers.$inferSelect, 'id' | 'company_name' | 'email' | 'archived_at'>
type RuleRow = Pick<typeof rules.$inferSelect, 'id' | 'name' | 'trigger_event' | 'is_active'>

/**
 * Everything on an instance's page, in one batch. Parts that the key cannot read are undefined. `isConflict` says
 * whether an edit was rejected because somebody else had saved. Errors: `not_found`.
 */
export async function readInstance({ db, caller }: Variables, id: string, isConflict: boolean) {
  const [[row], [owner], moves, about, [changed]] = await db.batch([
    selectInstance(id),
    sql<OwnerRow>`
      select c.id, c.company_name, c.email, c.archived_at
        from instances i join customers c on c.id = i.customer_id where i.id = ${id}::uuid`,
    movesOf(id, MOVES + 1),
    sql<RuleRow>`
      select id, name, trigger_event, is_active from rules where instance_id = ${id}::uuid
       order by priority desc, created_at, id`,
    lastChangeOf(id, FIELD_NAMES, isConflict),
  ])
  if (!row || !owner) throw notFound('instance')
  // The transaction has now confirmed what the key can read.
  const isNamed = mayRead(caller, 'customers')
  const knowsKeys = mayRead(caller, 'api-keys')
  return {
    instance: presentInstance(row),
    values: valuesOf(row),
    etag: etagOf(row),
    customerName: isNamed ? nameOf(owner) : undefined,
    isArchived: owner.archived_at !== null,
    moves: moves.map((move) => (knowsKeys ? move : { ...move, actor_name: null })),
    rules: mayRead(caller, 'rules') ? about : undefined,
    lastChange: lastChangeIn(caller, changed),
    mayWrite: mayWrite(caller, 'instances'),
  }
}
