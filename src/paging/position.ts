import { type RouteConfig, z } from '@hono/zod-openapi'
import type { Fault } from '../errors.ts'
import { type Cursors, FOREIGN, type Position } from './cursor.ts'

type RequestSchemas = NonNullable<RouteConfig['request']>
interface Sent {
  path: Record<string, string>
  query: Record<string, unknown>
}

/** Whether an operation answers in pages, by number or by cursor. */
export function isPaged(query: RequestSchemas['query']): query is z.ZodObject {
  return query instanceof z.ZodObject && 'cursor' in query.shape
}

const NOTHING = z.strictObject({})
const PAGING = { page: true, per_page: true, cursor: true } as const

/**
 * Where a list is asked to go on, and what is wrong with that. A cursor is sealed for the question, which is the path and
 * all of the query but the paging: only while one of these is at fault can a foreign cursor not be told from an own one.
 */
export async function readPosition(
  { params, query }: RequestSchemas,
  sent: Sent,
  cursors: Cursors,
): Promise<{ position?: Position | undefined; faults: Fault[] }> {
  if (sent.query.cursor === undefined || !isPaged(query)) return { faults: [] }

  const { page, per_page: _, cursor, ...filters } = sent.query
  const isNumbered = Number(z.safeParse(query.shape.page, page).data ?? 1) > 1
  const faults = isNumbered ? [fault('Send a page or a cursor, not both')] : []

  const named = z.safeParse((params as z.ZodObject) ?? NOTHING, sent.path)
  const filtered = query.omit(PAGING).safeParse(filters)
  const formed = z.safeParse(query.shape.cursor, cursor)
  // What is of no cursor's form is refused as its field is.
  if (!named.success || !filtered.success || !formed.success) return { faults }

  const position = await cursors.open({ ...named.data, ...filtered.data }, String(formed.data))
  return position ? { position, faults } : { faults: [...faults, fault(FOREIGN)] }
}

/** For a page that the database cannot answer whole: only the rows themselves tell how large it would be. */
export const TOO_LARGE_PAGE: Fault = {
  loc: ['query', 'per_page'],
  msg: 'A page of so many of these rows is too large; ask for fewer',
  type: 'value_error',
}

function fault(msg: string): Fault {
  return { loc: ['query', 'cursor'], msg, type: 'value_error' }
}
