import { type RouteConfig, z } from '@hono/zod-openapi'
import type { ValidationError } from '../errors/api-error.ts'
import { NOTHING, type RequestParts } from '../validation/request.ts'
import { type Cursors, INVALID_CURSOR, type Keyset } from './cursor.ts'

type RequestSchemas = NonNullable<RouteConfig['request']>
/** Whether an operation is paged, by number or by cursor. */
export function isPaged(query: RequestSchemas['query']): query is z.ZodObject {
  return query instanceof z.ZodObject && 'cursor' in query.shape
}

const PAGING = { page: true, per_page: true, cursor: true } as const

/**
 * Where to continue a list, or the one error of its cursor. A cursor is bound to the path and the query without the
 * paging parameters, so it can be read only if all of these are valid.
 */
export async function readKeyset(
  { params, query }: RequestSchemas,
  sent: Pick<RequestParts, 'path' | 'query' | 'unusable'>,
  cursors: Cursors,
): Promise<{ keyset?: Keyset; errors: ValidationError[] }> {
  const { page, per_page: _, cursor, ...others } = sent.query
  if (cursor === undefined || !isPaged(query) || sent.unusable.length > 0) return { errors: [] }
  // The field's own validation rejects a malformed cursor.
  const wellFormed = z.safeParse(query.shape.cursor, cursor)
  if (!wellFormed.success) return { errors: [] }
  const hasPage = Number(z.safeParse(query.shape.page, page).data ?? 1) > 1
  if (hasPage) return { errors: [cursorError('Send either page or cursor, not both')] }

  const path = z.safeParse((params as z.ZodObject) ?? NOTHING, sent.path)
  const filters = query.omit(PAGING).safeParse(others)
  if (!path.success || !filters.success) return { errors: [] }

  const keyset = await cursors.decrypt({ ...path.data, ...filters.data }, String(wellFormed.data))
  return keyset ? { keyset, errors: [] } : { errors: [cursorError(INVALID_CURSOR)] }
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
