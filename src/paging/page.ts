import { z } from '@hono/zod-openapi'
import type { SQL } from '../db/sql.ts'
import type { TenantDb } from '../db/tenant-db.ts'
import { queryInteger } from '../validation/fields.ts'
import { CURSOR_FORMAT, type Cursors, INVALID_CURSOR, type Keyset } from './cursor.ts'
import { type ListSource, type Order, type PageRequest, pageStatement } from './statement.ts'

const MAX_PAGE = 2_147_483_647
const MAX_PER_PAGE = 100
const MAX_CURSOR = 2048

/** Paging parameters of a list, to be spread into a strict query schema. */
export const pagingQuery = {
  page: queryInteger({ minimum: 1, maximum: MAX_PAGE, default: 1 }).openapi({
    description: 'Page number, starting at 1.',
    example: 1,
  }),
  per_page: queryInteger({ minimum: 1, maximum: MAX_PER_PAGE, default: 20 }).openapi({
    description: 'Number of rows per page. A page larger than 10 MB is rejected.',
    example: 20,
  }),
  cursor: z.string().max(MAX_CURSOR, { abort: true }).regex(CURSOR_FORMAT, INVALID_CURSOR).optional().openapi({
    description: '`next_cursor` of the previous page. Valid only with the same filters and sort order.',
    example:
      'y9Xk2Qm7c1Rz5LwT0vHn3Bd8Ff6Ks4JpAe2Gx9Ui7Yo1Wq5Zt3Cr8Vb0Nm6Dl4Sh2Pg7Xk9Ea1Ij5Mf3Ou8Qw0Ty6Rc4Lv2Bz7Hn9Kd1Gs5Fp3',
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

const whole = (minimum: number, maximum: number, example: number) =>
  z.int().openapi({ format: 'int32', minimum, maximum, example })

/** The fields that every page has. */
const Paging = z
  .object({
    page: whole(1, MAX_PAGE, 1),
    per_page: whole(1, MAX_PER_PAGE, 20),
    total: whole(0, MAX_PAGE, 37).openapi({ description: 'Exact total number of rows.' }),
    total_pages: whole(0, MAX_PAGE, 2),
    next_cursor: z.string().nullable().openapi({
      description: 'Cursor of the next page; `null` on the last page.',
      maxLength: MAX_CURSOR,
    }),
  })
  .openapi('Paging')

/** The response of a list: `pageOf('rules', Rule, 'RulePage')`. */
export function pageOf<Field extends string, Row extends z.ZodType>(field: Field, row: Row, schemaName: string) {
  const rows = z.array(row).max(MAX_PER_PAGE)
  return Paging.extend({ [field]: rows } as Record<Field, typeof rows>).openapi(schemaName)
}

/**
 * Returns the rows and the paging fields of a page in one round trip, plus the rows of each further statement in the
 * same batch. `request` is the validated path and query: a cursor is bound to all of it except the paging parameters.
 */
export async function fetchPage<Row, Further extends object = object>(
  { db, cursors, keyset }: { db: TenantDb; cursors: Cursors; keyset: Keyset | undefined },
  source: ListSource,
  { page, per_page, cursor: _, ...query }: PageRequest & { cursor?: string },
  ...further: SQL<Further>[]
) {
  const [found, ...others] = await db.batch([pageStatement<Row>(source, { page, per_page }, keyset), ...further])
  const [{ total } = { total: 0 }] = found
  const rows = found.filter((row) => row.id !== null)
  const shown = rows.slice(0, per_page)
  const last = shown.at(-1)
  const hasNext = rows.length > shown.length && last
  const next_cursor = hasNext ? await cursors.encrypt(query, { value: last.sort_value, id: last.id }) : null
  const pagination = { page, per_page, total, total_pages: Math.ceil(total / per_page), next_cursor }
  return { rows: shown, pagination, further: others }
}

/** The parameters of a list besides paging: filters and sort order. */
export type FiltersOf<Query extends z.ZodType> = Omit<z.output<Query>, keyof typeof pagingQuery>
