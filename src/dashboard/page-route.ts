import { createRoute, z } from '@hono/zod-openapi'

interface PageRoute<Path extends string, Params, Query> {
  /** As an operation: the log and the audit log name it. */
  id: string
  path: Path
  params?: Params
  query?: Query
}

/** The route of a page. It is not part of the published document. */
export function pageRoute<
  const Path extends string,
  Params extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
>({ id, path, params, query }: PageRoute<Path, Params, Query>) {
  return createRoute({
    ...{ operationId: id, method: 'get' as const, path },
    request: { params: params ?? (z.object({}) as Params), query: query ?? (z.object({}) as Query) },
    responses: { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } },
  })
}
