import { entry } from '../operation.ts'

/** All customer operations, in the order of the OpenAPI document; fixed paths before paths with an id. */
export const customers = [
  entry('get', '/v1/customers', async () => (await import('./list.ts')).list),
  entry('post', '/v1/customers', async () => (await import('./create.ts')).create),
  entry('post', '/v1/customers/batch', async () => (await import('./batch.ts')).createMany),
  entry('get', '/v1/customers/export', async () => (await import('./export.ts')).exportAll),
  entry('get', '/v1/customers/{customer_id}', async () => (await import('./get.ts')).get),
  entry('patch', '/v1/customers/{customer_id}', async () => (await import('./update.ts')).patch),
  entry('delete', '/v1/customers/{customer_id}', async () => (await import('./archive.ts')).archive),
  entry('post', '/v1/customers/{customer_id}/restore', async () => (await import('./restore.ts')).restore),
  entry('put', '/v1/customers/external/{external_id}', async () => (await import('./upsert.ts')).upsert),
  entry('post', '/v1/customers/{customer_id}/clone', async () => (await import('./clone.ts')).clone),
]
