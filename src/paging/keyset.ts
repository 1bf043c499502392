import { type RouteConfig, z } from '@hono/zod-openapi'
import type { Fault } from '../errors.ts'
import { type Cursors, FOREIGN, type Position } from './cursor.ts'

type RequestSchemas = NonNullable<RouteConfig['request']>
interface Sent {
  path: Record<string, string>
  query: Record<string, unknown>
}

/** Whether an operation is paged, by number or by cursor. */
export function isPaged(query: RequestSchemas['query']): query is z.ZodObject {
  return query instanceof z.ZodObject && 'cursor' in query.shape
}

const NOTHING = z.strictObject({})
const PAGING = { page: true, per_page: true, cursor: true } as const

/**
 * Where to continue a list, and any errors in that request. A cursor is signed for the path and the query without the
 * paging parameters, so it can be verified only if all of these are valid.
 */
export async function readPosition(
  { params, query }: RequestSchemas,
  sent: Sent,
  cursors: Cursors,
): Promise<{ position?: Position | undefined; faults: Fault[] }> {
  if (sent.query.cursor === undefined || !isPaged(query)) return { faults: [] }

  const { page, per_page: _, cursor, ...filters } = sent.query
  const isNumbered = Number(z.safeParse(query.shape.page, page).data ?? 1) > 1
  const faults = isNumbered ? [fault('Send either page or cursor, not both')] : []

  const named = z.safeParse((params as z.ZodObject) ?? NOTHING, sent.path)
  const filtered = query.omit(PAGING).safeParse(filters)
  const formed = z.safeParse(query.shape.cursor, cursor)
  // A malformed cursor is rejected by the validation of its field.
  if (!named.success || !filtered.success || !formed.success) return { faults }

  const position = await cursors.open({ ...named.data, ...filtered.data }, String(formed.data))
  return position ? { position, faults } : { faults: [...faults, fault(FOREIGN)] }
}

/** For a page that exceeds the database's response limit, which only the rows themselves can show. */
export const TOO_LARGE_PAGE: Fault = {
  loc: ['query', 'per_page'],
  msg: 'The page is too large to return; request fewer rows per page',
  type: 'value_error',
}

function fault(msg: string): Fault {
  return { loc: ['query', 'cursor'], msg, type: 'value_error' }
}
