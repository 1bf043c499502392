import { lazyRoute } from '../operation.ts'

/** All instance operations, in the order of the OpenAPI document. */
export const instances = [
  lazyRoute('get', '/v1/instances', async () => (await import('./list.ts')).list),
  lazyRoute('post', '/v1/instances', async () => (await import('./register.ts')).register),
  lazyRoute('get', '/v1/instances/{instance_id}', async () => (await import('./get.ts')).get),
  lazyRoute('patch', '/v1/instances/{instance_id}', async () => (await import('./update.ts')).update),
  lazyRoute('delete', '/v1/instances/{instance_id}', async () => (await import('./remove.ts')).remove),
  lazyRoute('get', '/v1/instances/{instance_id}/history', async () => (await import('./history.ts')).history),
]
