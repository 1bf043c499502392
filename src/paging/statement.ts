import { type SQL, sql } from 'drizzle-orm'
import type { Role } from '../auth/policy.ts'
import type { Position } from './cursor.ts'

/** A column that a list can be sorted by. A nullable column needs a separate index for `desc nulls last`. */
export interface Order {
  column: SQL
  type: 'timestamptz' | 'integer' | 'text'
  nullable: boolean
}

/** What to page through, and how. */
export interface Question {
  /** A table or view with the columns `tenant_id` and `id`. */
  from: SQL
  /** The filter: a condition on unqualified column names. */
  matching: SQL
  order: Order
  direction: 'asc' | 'desc'
  /** Mutually exclusive conditions that together cover all rows, if each has its own indexes. */
  parts?: readonly SQL[] | undefined
  /** The columns to select; all by default. */
  columns?: readonly string[]
  /** Additional columns, looked up only for the rows of the page; they can refer to `page.…`. Starts with a comma. */
  lookups?: SQL
  /** The kinds in `row_counts` that add up to the total, if no other filter applies. */
  counters?: readonly string[] | undefined
  /** A search condition with two execution strategies. */
  search?: Search | undefined
}

/** Few hits are fetched by id; for many, the rows are scanned in sort order until the page is full. */
export interface Search {
  /** A `uuid[]`, or null if there are too many hits. */
  ids: SQL
  /** The search condition, for the scan in sort order. */
  condition: SQL
}

interface Asked {
  page: number
  per_page: number
}

interface Range {
  limit: SQL
  skip: SQL
  reversed?: boolean
}

/** Offset from which it pays to find only the keys of the page first, starting from the nearer end. */
const DEEP = 500

/**
 * Builds one statement that returns the exact total, the rows of the page read in index order, and their lookups. It
 * reads one extra row to know whether another page follows.
 */
export function pageStatement(question: Question, asked: Asked, position?: Position, { counted = true } = {}): SQL {
  const { search, parts = [sql`true`], columns, lookups = sql`` } = question
  const wanted = asked.per_page + 1
  const offset = (asked.page - 1) * asked.per_page
  const starts = position ? beyond(position, question) : [sql`true`]
  const rows = (condition: SQL) => {
    const conditions = parts.flatMap((part) => starts.map((start) => sql`${condition} and ${part} and ${start}`))
    if (!position && offset >= DEEP) return deep(question, conditions, wanted, offset)
    const range = { limit: sql`${wanted}::int`, skip: sql`${position ? 0 : offset}::bigint` }
    return inOrder(question, conditions, wholeRow(question), range)
  }
  const shown = columns ? [...columns, 'sort_value'].map((name) => sql`page.${sql.identifier(name)}`) : [sql`page.*`]
  const few = sql`id = any ((select ids from hits)::uuid[])`
  const many = search && sql`(select ids is null from hits) and ${search.condition}`
  return sql`
    with ${search ? sql`hits as materialized (select ${search.ids} as ids),` : sql``}
         counted as materialized (select ${counted ? totalOf(question, few) : sql`0`} as total)
    select counted.total, ${sql.join(shown, sql`, `)} ${lookups}
      from counted left join (${many ? sql`${rows(few)} union all ${rows(many)}` : rows(sql`true`)}) page on true
     order by ${sortedBy(question)}`
}

function totalOf({ from, matching, counters, search }: Question, few: SQL): SQL {
  const count = (condition: SQL) => sql`(select count(*)::int from ${from} where ${matching} and ${condition})`
  if (search) {
    return sql`case when (select ids from hits) is null then ${count(search.condition)} else ${count(few)} end`
  }
  if (!counters) return count(sql`true`)
  return sql`(select coalesce(sum(n), 0)::int from row_counts where kind = any (${`{${counters.join(',')}}`}::text[]))`
}

/** The `row_counts` kind with the list's total. None exists for a customer-bound key or a filtered list. */
export function totalIn(kind: string, role: Role, filters: readonly unknown[]): string[] | undefined {
  return role === 'admin' && filters.length === 0 ? [kind] : undefined
}

/**
 * The sort order or its reverse. Only a nullable column gets `nulls first/last`; otherwise the index could not be used.
 */
function sortedBy({ order: { column, nullable }, direction }: Question, reversed = false): SQL {
  const ascending = (direction === 'asc') !== reversed
  const way = ascending ? sql`asc` : sql`desc`
  const nulls = nullable && ascending === reversed ? (reversed ? sql`nulls first` : sql`nulls last`) : sql``
  return sql`${column} ${way} ${nulls}, id ${way}`
}

/** The first rows under mutually exclusive conditions, each read in order from an index. */
function inOrder(question: Question, conditions: SQL[], columns: SQL, range: Range): SQL {
  const { from, matching } = question
  const sorted = sortedBy(question, range.reversed)
  const take = (condition: SQL, limit: SQL, skip: SQL) => sql`
    (select ${columns} from ${from} where ${matching} and ${condition}
      order by ${sorted} limit ${limit} offset ${skip})`
  const [only, ...others] = conditions
  if (only && others.length === 0) return take(only, range.limit, range.skip)
  const parts = conditions.map((condition) => take(condition, sql`${range.limit} + ${range.skip}`, sql`0`))
  return sql`
    (select * from (${sql.join(parts, sql` union all `)}) parts
      order by ${sorted} limit ${range.limit} offset ${range.skip})`
}

/**
 * Finds the keys first, from an index and from the nearer end. The other end has a limit of 0, so it is not executed.
 */
function deep(question: Question, conditions: SQL[], wanted: number, offset: number): SQL {
  const { from, matching, order } = question
  const skipped = sql`${offset}::bigint`
  const isNearer = sql`${skipped} <= total / 2`
  const remaining = sql`greatest(least(${wanted}::int, total - ${skipped}), 0)`
  const following = sql`greatest(total - ${skipped} - ${wanted}::int, 0)`
  const forwardLimit = sql`case when ${isNearer} then ${wanted}::int else 0 end`
  const backwardLimit = sql`case when ${isNearer} then 0 else ${remaining} end`
  const ofCounted = (value: SQL) => sql`(select ${value} from counted)`
  const forward = { limit: ofCounted(forwardLimit), skip: skipped }
  const backward = { limit: ofCounted(backwardLimit), skip: ofCounted(following), reversed: true }
  const keys = [forward, backward].map((range) => inOrder(question, conditions, sql`id, ${order.column}`, range))
  return sql`
    (select ${wholeRow(question)} from ${from}
      where ${matching} and id in (select id from (${sql.join(keys, sql` union all `)}) nearer limit ${wanted}))`
}

const wholeRow = ({ order }: Question) => sql`*, ${order.column}::text as sort_value`

/** Keyset conditions for the rows after a position, in a form an index can serve. */
function beyond({ value, id }: Position, { order: { column, type, nullable }, direction }: Question): SQL[] {
  const past = direction === 'asc' ? sql`>` : sql`<`
  if (value === null) return [sql`${column} is null and id ${past} ${id}::uuid`]
  const rest = sql`(${column}, id) ${past} (${value}::${sql.raw(type)}, ${id}::uuid)`
  return nullable ? [rest, sql`${column} is null`] : [rest]
}
