import { z } from '@hono/zod-openapi'
import type { SQL } from 'drizzle-orm'
import type { OperationEnv } from '../operation.ts'
import { queryInteger } from '../validation/fields.ts'
import { CURSOR_FORM, type Cursors, FOREIGN } from './cursor.ts'
import { type Order, pageStatement, type Question } from './statement.ts'

/** Paging parameters of a list, to be spread into a strict query schema. */
export const pagingQuery = {
  page: queryInteger({ minimum: 1, maximum: 2_147_483_647, default: 1 }).openapi({
    description: 'Page number, starting at 1.',
    example: 1,
  }),
  per_page: queryInteger({ minimum: 1, maximum: 100, default: 20 }).openapi({
    description: 'Number of rows per page. A page larger than 10 MB is rejected; request fewer rows.',
    example: 20,
  }),
  cursor: z.string().max(2048, { abort: true }).regex(CURSOR_FORM, FOREIGN).optional().openapi({
    description:
      '`next_cursor` of the previous page, to continue from there. Valid only with the same filters and sort order.',
    example: 'WyIyMDI2LTAzLTE0IDE1OjA5OjI2LjUzNTg5NyswMCIsIjAxOWMuLi4iXQ.2Zf1q0mXo3S8s1n4b0d5Yg',
  }),
}

/** Sorting parameters of a list. `orders` holds the allowed sort fields; the first is the default. */
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
      .openapi({ description: 'Sort direction. Ties are broken by id in the same direction.', example: 'desc' }),
  }
}

/** Paging fields of a response, to be spread into its schema. */
export const pageFields = {
  page: z.int().openapi({ example: 1 }),
  per_page: z.int().openapi({ example: 20 }),
  total: z.int().openapi({ description: 'Exact total number of rows.', example: 37 }),
  total_pages: z.int().openapi({ example: 2 }),
  next_cursor: z.string().nullable().openapi({ description: 'Cursor of the next page; `null` on the last page.' }),
}

interface Asked {
  page: number
  per_page: number
}

export type PageRow<Row> = { total: number } & ((Row & { id: string; sort_value: string | null }) | { id: null })

/**
 * Returns the rows and the paging fields of a page in one round trip, plus the rows of each further statement in the
 * same batch. `question` is what a cursor is signed for: the path and the query without the paging parameters.
 */
export async function askPage<Row>(
  { db, cursors, position }: OperationEnv['Variables'],
  source: Question,
  asked: Asked,
  question: object,
  ...further: SQL[]
) {
  const [{ rows }, ...others] = await db.batch((q) => [
    q.execute<PageRow<Row>>(pageStatement(source, asked, position)),
    ...further.map((statement) => q.execute(statement)),
  ])
  return { ...(await readPage(rows, asked, cursors, question)), further: others.map((other) => other.rows) }
}

async function readPage<Row>(rows: PageRow<Row>[], asked: Asked, cursors: Cursors, question: object) {
  const total = rows[0]?.total ?? 0
  const found = rows.filter((row) => row.id !== null) as (Row & { id: string; sort_value: string | null })[]
  const kept = found.slice(0, asked.per_page)
  const last = kept[kept.length - 1]
  const more = found.length > kept.length && last
  const next_cursor = more ? await cursors.seal(question, { value: last.sort_value, id: last.id }) : null
  const { page, per_page } = asked
  return { rows: kept, told: { page, per_page, total, total_pages: Math.ceil(total / per_page), next_cursor } }
}
