import { entry } from '../operation.ts'

/** All instance operations, in the order of the OpenAPI document. */
export const instances = [
  entry('get', '/v1/instances', async () => (await import('./list.ts')).list),
  entry('post', '/v1/instances', async () => (await import('./register.ts')).register),
  entry('get', '/v1/instances/{instance_id}', async () => (await import('./get.ts')).get),
  entry('patch', '/v1/instances/{instance_id}', async () => (await import('./update.ts')).patch),
  entry('delete', '/v1/instances/{instance_id}', async () => (await import('./remove.ts')).remove),
  entry('get', '/v1/instances/{instance_id}/history', async () => (await import('./history.ts')).history),
]
