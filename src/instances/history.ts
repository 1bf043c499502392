import { createRoute, z } from '@hono/zod-openapi'
import { anyRole, type Caller } from '../auth/policy.ts'
import type { instanceTransitions } from '../db/schema.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors/api-error.ts'
import { id, instant, orNull, toInstant } from '../openapi/fields.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { fetchPage, pageOf, pagingQuery } from '../paging/page.ts'
import type { ListSource } from '../paging/statement.ts'
import { instancePath, Status } from './instance.ts'

/** One status change of an instance. */
const Move = z
  .object({
    from_status: orNull(Status).openapi({ description: '`null` for the registration of the instance.' }),
    to_status: Status,
    moved_at: instant,
    actor_key_id: id.nullable().openapi({
      description: 'API key that made the change; `null` if no key made it or if the calling key is customer-bound.',
    }),
  })
  .openapi('InstanceMove')

const route = createRoute({
  operationId: 'listInstanceMoves',
  method: 'get',
  path: '/v1/instances/{instance_id}/history',
  tags: ['Instances'],
  summary: 'List the status changes of an instance',
  description: 'Returns every status change, newest first. The last one is the registration.',
  request: { params: instancePath, query: z.strictObject(pagingQuery) },
  responses: {
    200: json(pageOf('moves', Move, 'InstanceMovePage'), 'A page of status changes.'),
  },
})

export const history = operation(
  anyRole('instances:read'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')
    const request = { ...c.req.valid('query'), instance_id }

    const { rows, pagination } = await fetchPage<MoveRow>(c.var, movesOf(instance_id), request)
    // Every instance has at least its registration, so an empty history means that the instance does not exist.
    if (pagination.total === 0) throw notFound('instance')

    return c.json({ moves: rows.map((row) => present(row, c.var.caller)), ...pagination }, 200)
  },
  { errors: ['not_found'] },
)

type MoveRow = Pick<typeof instanceTransitions.$inferSelect, 'from_status' | 'to_status' | 'moved_at' | 'actor_key_id'>

function movesOf(instanceId: string): ListSource {
  return {
    from: sql`instance_transitions`,
    matching: sql`instance_id = ${instanceId}::uuid`,
    order: { column: sql`moved_at`, type: 'timestamptz', nullable: false },
    direction: 'desc',
  }
}

/** Key ids of the tenant are not shown to customer-bound keys. */
function present({ from_status, to_status, moved_at, actor_key_id }: MoveRow, { role }: Caller) {
  return { from_status, to_status, moved_at: toInstant(moved_at), actor_key_id: role === 'admin' ? actor_key_id : null }
}
