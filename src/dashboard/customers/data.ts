import { archivingOf, type EventKind, lastChangeOf, type TimelineRow, timelineOf } from '../../audit-log/timeline.ts'
import { mayRead } from '../../auth/policy.ts'
import { present } from '../../customers/customer.ts'
import { selectCustomer } from '../../customers/queries.ts'
import { notFound } from '../../errors/api-error.ts'
import type { OperationEnv } from '../../guard/declaration.ts'
import { etagOf } from '../../http/etag.ts'
import { type MoveRow, recentMoves } from '../../instances/moves.ts'
import { type OverviewRow, rulesOverview } from '../../rules/overview.ts'
import { countAtRisk } from '../../subscriptions/at-risk.ts'
import { lastChangeIn } from '../editing/last-change.ts'
import { mayWrite } from '../permissions.ts'
import { FIELD_NAMES, type Profile, profileOf } from './profile.ts'

export type CustomerData = Awaited<ReturnType<typeof readCustomer>>
type Variables = Pick<OperationEnv['Variables'], 'db' | 'caller'>

/** How many status changes of an instance are shown. */
const MOVES = 6

interface Options {
  events: { kind: EventKind; limit: number }
  /** Whether an edit was rejected because somebody else had saved, who is then named. */
  isConflict: boolean
}

/**
 * Everything on a customer's page, in one batch. Sections that the key cannot read are undefined. Errors: `not_found`.
 */
export async function readCustomer({ db, caller }: Variables, id: string, { events, isConflict }: Options) {
  const [[row], moves, rules, entries, [archiving], [atRisk], [changed]] = await db.batch([
    selectCustomer(id),
    recentMoves(id, MOVES),
    rulesOverview(id),
    timelineOf(id, events.kind, events.limit + 1),
    archivingOf(id),
    countAtRisk(id),
    lastChangeOf(id, [...FIELD_NAMES, 'metadata'], isConflict),
  ])
  if (!row) throw notFound('customer')
  // The transaction has now confirmed what the key can read.
  const may = {
    moves: mayRead(caller, 'instances'),
    rules: mayRead(caller, 'rules'),
    timeline: mayRead(caller, 'audit-log'),
    keys: mayRead(caller, 'api-keys'),
    write: mayWrite(caller, 'customers'),
    writeRules: mayWrite(caller, 'rules'),
  }
  const nameless = <Row extends Pick<TimelineRow, 'actor_name'>>(entry: Row): Row =>
    may.keys ? entry : { ...entry, actor_name: null }
  return {
    customer: present(row),
    etag: etagOf(row),
    profile: profileOf(row) as Profile,
    mayWrite: may.write,
    mayWriteRules: may.writeRules,
    caller,
    /** The number of its subscriptions at risk, of which the customer has only the newest. */
    atRiskCount: atRisk?.count ?? 0,
    maySeeSubscriptions: mayRead(caller, 'subscriptions'),
    moves: may.moves ? (moves as MoveRow[]) : undefined,
    rules: may.rules ? (rules as OverviewRow[]) : undefined,
    entries: may.timeline ? entries.map(nameless) : undefined,
    archiving: may.timeline && archiving ? nameless(archiving) : undefined,
    lastChange: lastChangeIn(caller, changed),
    events,
  }
}
