import { z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { queryInteger } from '../fields.ts'
import { CURSOR_FORM, type Cursors, FOREIGN, type Position } from './cursor.ts'

/** A column that a list can be sorted by. A nullable one has an index for `desc nulls last` of its own. */
export interface Order {
  column: SQL
  type: 'timestamptz' | 'integer' | 'text'
  nullable: boolean
}

/** What a list can be asked for besides its filters, to be spread into a strict query schema. */
export const pagingQuery = {
  page: queryInteger({ minimum: 1, maximum: 2_147_483_647, default: 1 }).openapi({
    description: 'Which page, from 1.',
    example: 1,
  }),
  per_page: queryInteger({ minimum: 1, maximum: 100, default: 20 }).openapi({
    description: 'How many rows a page holds. A page of more than 10 MB is refused: ask for fewer then.',
    example: 20,
  }),
  cursor: z.string().max(2048, { abort: true }).regex(CURSOR_FORM, FOREIGN).optional().openapi({
    description: 'The `next_cursor` of the answer before, to go on from there; for the same filters and order.',
    example: 'WyIyMDI2LTAzLTE0IDE1OjA5OjI2LjUzNTg5NyswMCIsIjAxOWMuLi4iXQ.2Zf1q0mXo3S8s1n4b0d5Yg',
  }),
}

/** By which column and in which direction; `orders` names what a list offers, the first of them by default. */
export function sortingQuery<Name extends string>(orders: Record<Name, Order>, description: string) {
  const names = Object.keys(orders) as [Name, ...Name[]]
  return {
    sort_by: z
      .enum(names)
      .default(names[0] as never)
      .openapi({ description, example: names[0] }),
    sort_dir: z
      .enum(['asc', 'desc'])
      .default('desc')
      .openapi({ description: 'Ties are broken by id in the same direction.', example: 'desc' }),
  }
}

/** How an answer tells of its page, to be spread into its schema. */
export const pageFields = {
  page: z.int().openapi({ example: 1 }),
  per_page: z.int().openapi({ example: 20 }),
  total: z.int().openapi({ description: 'How many rows there are in all, exactly.', example: 37 }),
  total_pages: z.int().openapi({ example: 2 }),
  next_cursor: z.string().nullable().openapi({ description: 'Where the next page begins; null at the end.' }),
}

interface Asked {
  page: number
  per_page: number
}

/** What a page is taken from and how. */
export interface Question {
  /** A table or view of the tenant, with the columns `tenant_id` and `id`. */
  from: SQL
  /** Which rows: a condition on the bare names of columns. */
  matching: SQL
  order: Order
  direction: 'asc' | 'desc'
  /** More columns, looked up for the rows of the page alone; they may use `page.…`. Begins with a comma. */
  lookups?: SQL
}

export type PageRow<Row> = { total: number } & ((Row & { id: string; sort_value: string | null }) | { id: null })

/**
 * One statement: the exact total, the page's rows by an index in their order, and, for these alone, the look-ups. One
 * row more than the page holds is read, to know whether another page follows.
 */
export function pageStatement(question: Question, asked: Asked, position?: Position, { counted = true } = {}): SQL {
  const { from, matching, order, direction, lookups = sql`` } = question
  const { column, nullable } = order
  const way = direction === 'asc' ? sql`asc` : sql`desc`
  // Only a nullable column says where its nulls go: on any other the words would keep the index from being used.
  const sorted = sql`${column} ${way} ${nullable && direction === 'desc' ? sql`nulls last` : sql``}, id ${way}`
  const take = (condition: SQL, offset = 0) =>
    sql`(select *, ${column}::text as sort_value from ${from} where ${matching} and ${condition}
          order by ${sorted} limit ${asked.per_page + 1} offset ${offset})`

  const rows = position
    ? sql.join(
        after(position, order, direction).map((condition) => take(condition)),
        sql` union all `,
      )
    : take(sql`true`, (asked.page - 1) * asked.per_page)
  return sql`
    select counted.total, page.* ${lookups}
      from (select ${counted ? sql`count(*)::int` : sql`0`} as total ${counted ? sql`from ${from} where ${matching}` : sql``}) counted
      left join (select * from (${rows}) taken order by ${sorted} limit ${asked.per_page + 1}) page on true
     order by ${sorted}`
}

/** What comes after a position, as conditions that an index can answer, one after the other. */
function after({ value, id }: Position, { column, type, nullable }: Order, direction: 'asc' | 'desc'): SQL[] {
  const beyond = direction === 'asc' ? sql`>` : sql`<`
  if (value === null) return [sql`${column} is null and id ${beyond} ${id}::uuid`]
  const cast = sql.raw(type)
  const rest = sql`(${column}, id) ${beyond} (${value}::${cast}, ${id}::uuid)`
  return nullable ? [rest, sql`${column} is null`] : [rest]
}

/** The page's rows and what its answer tells of it. */
export async function readPage<Row>(rows: PageRow<Row>[], asked: Asked, cursors: Cursors, question: object) {
  const total = rows[0]?.total ?? 0
  const found = rows.filter((row) => row.id !== null) as (Row & { id: string; sort_value: string | null })[]
  const kept = found.slice(0, asked.per_page)
  const last = kept[kept.length - 1]
  const more = found.length > kept.length && last
  const next_cursor = more ? await cursors.seal(question, { value: last.sort_value, id: last.id }) : null
  const { page, per_page } = asked
  return { rows: kept, told: { page, per_page, total, total_pages: Math.ceil(total / per_page), next_cursor } }
}
