import { createRoute, z } from '@hono/zod-openapi'
import { anyone } from '../auth/policy.ts'
import type { tenants } from '../db/schema.ts'
import { sql } from '../db/sql.ts'
import { ApiError } from '../errors/api-error.ts'
import { id, shown } from '../openapi/fields.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { ApiKey, type ApiKeyRow, present } from './api-key.ts'
import { KEY_COLUMNS } from './queries.ts'

const Tenant = z
  .object({
    id,
    slug: shown(63, 'acme').nullable().openapi({ description: '`null` in a sandbox.' }),
    name: shown(200, 'Acme'),
    sandbox_of: z.string().openapi({ format: 'uuid' }).nullable().openapi({ description: 'A sandbox’s tenant.' }),
  })
  .openapi('Tenant')

const route = createRoute({
  operationId: 'getOwnApiKey',
  method: 'get',
  path: '/v1/api-keys/me',
  tags: ['API keys'],
  summary: 'Get the calling API key',
  description: 'Returns the calling key and its tenant.',
  responses: { 200: json(ApiKey.extend({ tenant: Tenant }).openapi('OwnApiKey'), 'The calling key.') },
})

export const me = operation(anyone(), route, async (c) => {
  const [[row]] = await c.var.db.batch([ownKey])
  if (!row) throw new ApiError('unauthenticated')

  return c.json({ ...present(row), tenant: row.tenant }, 200)
})

type TenantRow = Pick<typeof tenants.$inferSelect, 'id' | 'slug' | 'name' | 'sandbox_of'>
type OwnRow = ApiKeyRow & { tenant: TenantRow }

const ownKey = sql<OwnRow>`
  select own.*, json_build_object('id', t.id, 'slug', t.slug, 'name', t.name, 'sandbox_of', t.sandbox_of) as tenant
    from (select ${KEY_COLUMNS} from api_keys where id = app.key_id()) own
   cross join app.own_tenant() t`
