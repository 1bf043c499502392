import { type RouteConfig, z } from '@hono/zod-openapi'
import type { ValidationError } from '../errors.ts'
import { NOTHING, type RequestParts } from '../validation/request.ts'
import { type Cursors, INVALID_CURSOR, type Keyset } from './cursor.ts'

type RequestSchemas = NonNullable<RouteConfig['request']>
/** Whether an operation is paged, by number or by cursor. */
export function isPaged(query: RequestSchemas['query']): query is z.ZodObject {
  return query instanceof z.ZodObject && 'cursor' in query.shape
}

const PAGING = { page: true, per_page: true, cursor: true } as const

/**
 * Where to continue a list, and any errors in that request. A cursor is signed for the path and the query without the
 * paging parameters, so it can be verified only if all of these are valid.
 */
export async function readKeyset(
  { params, query }: RequestSchemas,
  sent: Pick<RequestParts, 'path' | 'query'>,
  cursors: Cursors,
): Promise<{ keyset?: Keyset; errors: ValidationError[] }> {
  if (sent.query.cursor === undefined || !isPaged(query)) return { errors: [] }

  const { page, per_page: _, cursor, ...others } = sent.query
  const hasPage = Number(z.safeParse(query.shape.page, page).data ?? 1) > 1
  const errors = hasPage ? [cursorError('Send either page or cursor, not both')] : []

  const path = z.safeParse((params as z.ZodObject) ?? NOTHING, sent.path)
  const filters = query.omit(PAGING).safeParse(others)
  const wellFormed = z.safeParse(query.shape.cursor, cursor)
  // A malformed cursor is rejected by the validation of its field.
  if (!path.success || !filters.success || !wellFormed.success) return { errors }

  const keyset = await cursors.verify({ ...path.data, ...filters.data }, String(wellFormed.data))
  return keyset ? { keyset, errors } : { errors: [...errors, cursorError(INVALID_CURSOR)] }
}

/** For a page that exceeds the database's response limit, which only the rows themselves can show. */
export const PAGE_TOO_LARGE: ValidationError = {
  loc: ['query', 'per_page'],
  msg: 'The page is too large to return; request fewer rows per page',
  type: 'value_error',
}

function cursorError(msg: string): ValidationError {
  return { loc: ['query', 'cursor'], msg, type: 'value_error' }
}
