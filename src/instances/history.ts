import { createRoute, z } from '@hono/zod-openapi'
import { sql } from 'drizzle-orm'
import { anyRole, type Caller } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'
import { instant, toInstant } from '../openapi/instant.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { askPage, pageFields, pagingQuery } from '../paging/page.ts'
import { instancePath } from './instance.ts'
import { INSTANCE_STATUSES } from './status.ts'

/** One status change of an instance. */
const Move = z
  .object({
    from_status: z
      .enum(INSTANCE_STATUSES)
      .nullable()
      .openapi({ description: '`null` for the registration of the instance.' }),
    to_status: z.enum(INSTANCE_STATUSES),
    moved_at: instant,
    actor_key_id: z.string().nullable().openapi({
      format: 'uuid',
      description: 'API key that made the change; `null` if no key made it or if the calling key is customer-bound.',
      example: '0198c1f0-5d0c-7f3e-a1c4-3a9f7d2b6e05',
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
    200: json(
      z.object({ moves: z.array(Move), ...pageFields }).openapi('InstanceMovePage'),
      'A page of status changes and the total number of status changes.',
    ),
  },
})

export const history = operation(
  anyRole('instances:read'),
  route,
  async (c) => {
    const { instance_id } = c.req.valid('param')
    const asked = c.req.valid('query')
    const answer = await askPage<MoveRow>(c.var, movesOf(instance_id), asked, { instance_id })
    // Every instance has at least its registration, so an empty history means that the instance does not exist.
    if (answer.told.total === 0) throw new ApiError('not_found')

    return c.json({ moves: answer.rows.map((row) => present(row, c.var.caller)), ...answer.told }, 200)
  },
  { errors: ['not_found'] },
)

type MoveRow = z.infer<typeof Move>

function movesOf(instanceId: string) {
  return {
    from: sql`instance_moves`,
    matching: sql`instance_id = ${instanceId}::uuid`,
    order: { column: sql`moved_at`, type: 'timestamptz', nullable: false } as const,
    direction: 'desc' as const,
  }
}

/** Key ids of the tenant are not shown to customer-bound keys. */
function present({ from_status, to_status, moved_at, actor_key_id }: MoveRow, { role }: Caller): MoveRow {
  return { from_status, to_status, moved_at: toInstant(moved_at), actor_key_id: role === 'admin' ? actor_key_id : null }
}
