import type { Role } from '../auth/policy.ts'
import { and, type SQL, sql } from '../db/sql.ts'
import type { Keyset } from './cursor.ts'

/** A column that a list can be sorted by. A nullable column needs a separate index for `desc nulls last`. */
export interface Order {
  column: SQL
  type: 'timestamptz' | 'integer' | 'text'
  nullable: boolean
}

/** Orders by the two times that most resources have. */
export const CREATED_AT = { column: sql`created_at`, type: 'timestamptz', nullable: false } as const
export const UPDATED_AT = { column: sql`updated_at`, type: 'timestamptz', nullable: false } as const

/** What to page through, and how. */
export interface ListSource {
  /** A table or view with the columns `tenant_id` and `id`. */
  from: SQL
  /** The filter: a condition on unqualified column names. */
  matching: SQL
  order: Order
  direction: 'asc' | 'desc'
  /** Mutually exclusive conditions that together cover all rows, if each has its own indexes. */
  parts?: readonly SQL[]
  /** The columns to select; all by default. */
  columns?: readonly string[]
  /** Additional columns, looked up only for the rows of the page; they can refer to `page.…`. */
  lookups?: readonly SQL[]
  /** The kinds in `row_counts` that add up to the total, if no other filter applies. */
  counters?: readonly string[]
  /** A search condition with two execution strategies. */
  search?: Search
}

/** Few hits are fetched by id; for many, the rows are scanned in sort order until the page is full. */
export interface Search {
  /** A `uuid[]`, or null if there are too many hits. */
  ids: SQL
  /** The search condition, for the scan in sort order. */
  condition: SQL
}

/** Which page to read. */
export interface PageRequest {
  page: number
  per_page: number
}

interface Range {
  limit: SQL
  skip: SQL
  reversed?: boolean
}

/** Offset from which it pays to find only the keys of the page first, starting from the nearer end. */
const DEEP_OFFSET = 500

/** Without rows on the page, one row holds the total and nulls. */
export type PageRow<Row> = { total: number } & ((Row & { id: string; sort_value: string | null }) | { id: null })

/**
 * Builds one statement that returns the exact total, the rows of the page read in index order, and their lookups. It
 * reads one extra row to know whether another page follows.
 */
export function pageStatement<Row>(
  source: ListSource,
  request: PageRequest,
  keyset?: Keyset,
  { counted = true } = {},
): SQL<PageRow<Row>> {
  const { search, columns, lookups = [] } = source
  const shown = columns ? [...columns, 'sort_value'].map((name) => sql`page.${sql.identifier(name)}`) : [sql`page.*`]
  const rows = (condition: SQL) => pageRows(source, condition, request, keyset)
  const byId = sql`id = any ((select ids from hits)::uuid[])`
  const page = search
    ? sql`${rows(byId)} union all ${rows(sql`(select ids is null from hits) and ${search.condition}`)}`
    : rows(sql`true`)
  return sql`
    with ${search ? sql`hits as materialized (select ${search.ids} as ids),` : sql``}
         counted as materialized (select ${counted ? totalOf(source, byId) : sql`0`} as total)
    select ${sql.join([sql`counted.total`, ...shown, ...lookups], sql`, `)}
      from counted left join (${page}) page on true
     order by ${sortedBy(source)}`
}

/** The rows of the page that meet a condition, and one more. */
function pageRows(source: ListSource, condition: SQL, request: PageRequest, keyset: Keyset | undefined): SQL {
  const { parts = [sql`true`] } = source
  const limit = request.per_page + 1
  const offset = keyset ? 0 : (request.page - 1) * request.per_page
  const starts = keyset ? after(keyset, source) : [sql`true`]
  const conditions = parts.flatMap((part) => starts.map((start) => and(condition, part, start)))
  if (offset >= DEEP_OFFSET) return deepRows(source, conditions, limit, offset)
  const range = { limit: sql`${limit}::int`, skip: sql`${offset}::bigint` }
  return rowsInOrder(source, conditions, wholeRow(source), range)
}

function totalOf({ from, matching, counters, search }: ListSource, byId: SQL): SQL {
  const count = (condition: SQL) => sql`(select count(*)::int from ${from} where ${matching} and ${condition})`
  if (search) {
    return sql`case when (select ids from hits) is null then ${count(search.condition)} else ${count(byId)} end`
  }
  if (!counters) return count(sql`true`)
  return sql`
    (select coalesce(sum(count), 0)::int from row_counts where kind = any (${`{${counters.join(',')}}`}::text[]))`
}

/** The `row_counts` kind with the list's total. None exists for a customer-bound key or a filtered list. */
export function totalIn(kind: string, role: Role, filters: object): string[] | undefined {
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return role === 'admin' && !isFiltered ? [kind] : undefined
}

/**
 * The sort order or its reverse. Only a nullable column gets `nulls first/last`; otherwise the index could not be used.
 */
function sortedBy({ order: { column, nullable }, direction }: ListSource, reversed = false): SQL {
  const ascending = (direction === 'asc') !== reversed
  const way = ascending ? sql`asc` : sql`desc`
  const nulls = nullable && ascending === reversed ? (reversed ? sql`nulls first` : sql`nulls last`) : sql``
  return sql`${column} ${way} ${nulls}, id ${way}`
}

/** The first rows under mutually exclusive conditions, each read in order from an index. */
function rowsInOrder(source: ListSource, conditions: SQL[], columns: SQL, range: Range): SQL {
  const { from, matching } = source
  const sorted = sortedBy(source, range.reversed)
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
function deepRows(source: ListSource, conditions: SQL[], limit: number, offset: number): SQL {
  const { from, matching, order } = source
  const skipped = sql`${offset}::bigint`
  const isNearer = sql`${skipped} <= total / 2`
  const remaining = sql`greatest(least(${limit}::int, total - ${skipped}), 0)`
  const following = sql`greatest(total - ${skipped} - ${limit}::int, 0)`
  const forwardLimit = sql`case when ${isNearer} then ${limit}::int else 0 end`
  const backwardLimit = sql`case when ${isNearer} then 0 else ${remaining} end`
  const ofCounted = (value: SQL) => sql`(select ${value} from counted)`
  const forward = { limit: ofCounted(forwardLimit), skip: skipped }
  const backward = { limit: ofCounted(backwardLimit), skip: ofCounted(following), reversed: true }
  const keys = [forward, backward].map((range) => rowsInOrder(source, conditions, sql`id, ${order.column}`, range))
  // As an array, the ids are looked up only once, however many rows the planner expects.
  const ids = sql`array(select id from (${sql.join(keys, sql` union all `)}) nearer limit ${limit})`
  return sql`
    (select ${wholeRow(source)} from ${from} where ${matching} and id = any (${ids}))`
}

const wholeRow = ({ order }: ListSource) => sql`*, ${order.column}::text as sort_value`

/** Keyset conditions for the rows after a keyset, in a form an index can serve. */
function after({ value, id }: Keyset, { order: { column, type, nullable }, direction }: ListSource): SQL[] {
  const past = direction === 'asc' ? sql`>` : sql`<`
  if (value === null) return [sql`${column} is null and id ${past} ${id}::uuid`]
  const rest = sql`(${column}, id) ${past} (${value}::${sql.raw(type)}, ${id}::uuid)`
  return nullable ? [rest, sql`${column} is null`] : [rest]
}
