import { entry } from '../operation.ts'

/** All API key operations, in the order of the OpenAPI document; `me` must come before the paths with an id. */
export const apiKeys = [
  entry('get', '/v1/api-keys', async () => (await import('./list.ts')).list),
  entry('post', '/v1/api-keys', async () => (await import('./create.ts')).create),
  entry('get', '/v1/api-keys/me', async () => (await import('./me.ts')).me),
  entry('get', '/v1/api-keys/{key_id}', async () => (await import('./get.ts')).get),
  entry('post', '/v1/api-keys/{key_id}/rotate', async () => (await import('./rotate.ts')).rotate),
  entry('delete', '/v1/api-keys/{key_id}', async () => (await import('./revoke.ts')).revoke),
]
