import { entry } from '../operation.ts'

/** Everything that can be done with API keys, in the order of the document; `me` before what an id could be. */
export const apiKeys = [
  entry('get', '/v1/api-keys', async () => (await import('./list.ts')).list),
  entry('post', '/v1/api-keys', async () => (await import('./create.ts')).create),
  entry('get', '/v1/api-keys/me', async () => (await import('./me.ts')).me),
  entry('get', '/v1/api-keys/{key_id}', async () => (await import('./get.ts')).get),
  entry('post', '/v1/api-keys/{key_id}/rotate', async () => (await import('./rotate.ts')).rotate),
  entry('delete', '/v1/api-keys/{key_id}', async () => (await import('./revoke.ts')).revoke),
]
