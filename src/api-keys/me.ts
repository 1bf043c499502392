import { createRoute, z } from '@hono/zod-openapi'
import { anyone } from '../auth/policy.ts'
import { sql } from '../db/sql.ts'
import { notFound } from '../errors.ts'
import { json } from '../openapi/responses.ts'
import { operation } from '../operation.ts'
import { ApiKey, type ApiKeyRow, present } from './api-key.ts'
import { KEY_COLUMNS } from './queries.ts'

const Tenant = z.object({
  id: z.string().openapi({ format: 'uuid', example: '0198c1ef-3c4d-7a10-8e21-0d9f6b5a4c3e' }),
  slug: z
    .string()
    .nullable()
    .openapi({ description: '`null` in the sandbox, which is a separate tenant.', example: 'acme' }),
  name: z.string().openapi({ example: 'Acme' }),
})

const route = createRoute({
  operationId: 'getOwnApiKey',
  method: 'get',
  path: '/v1/api-keys/me',
  tags: ['API keys'],
  summary: 'Get the calling API key',
  description: 'Returns the calling key, as in the list, and its tenant.',
  responses: { 200: json(ApiKey.extend({ tenant: Tenant }).openapi('OwnApiKey'), 'The key and its tenant.') },
})

export const me = operation(anyone(), route, async (c) => {
  const [[row]] = await c.var.db.batch([ownKey])
  if (!row) throw notFound('API key')

  const tenant = { id: row.own_tenant_id, slug: row.tenant_slug, name: row.tenant_name }
  return c.json({ ...present(row), tenant }, 200)
})

type OwnRow = ApiKeyRow & { own_tenant_id: string; tenant_slug: string | null; tenant_name: string }

const ownKey = sql<OwnRow>`
  select own.*, t.id as own_tenant_id, t.slug as tenant_slug, t.name as tenant_name
    from (select ${KEY_COLUMNS} from api_keys where id = app.key_id()) own
    join tenants t on t.id = app.tenant_id()`
