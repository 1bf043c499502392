import { lazyRoute } from '../operation.ts'

/** All API key operations, in the order of the OpenAPI document; `me` must come before the paths with an id. */
export const apiKeys = [
  lazyRoute('get', '/v1/api-keys', async () => (await import('./list.ts')).list),
  lazyRoute('post', '/v1/api-keys', async () => (await import('./create.ts')).create),
  lazyRoute('get', '/v1/api-keys/me', async () => (await import('./me.ts')).me),
  lazyRoute('get', '/v1/api-keys/{key_id}', async () => (await import('./get.ts')).get),
  lazyRoute('post', '/v1/api-keys/{key_id}/rotate', async () => (await import('./rotate.ts')).rotate),
  lazyRoute('delete', '/v1/api-keys/{key_id}', async () => (await import('./revoke.ts')).revoke),
]
