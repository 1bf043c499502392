import { lazyRoute } from '../operation.ts'

/** All customer operations, in the order of the OpenAPI document; fixed paths before paths with an id. */
export const customers = [
  lazyRoute('get', '/v1/customers', async () => (await import('./list.ts')).list),
  lazyRoute('post', '/v1/customers', async () => (await import('./create.ts')).create),
  lazyRoute('post', '/v1/customers/batch', async () => (await import('./batch.ts')).createMany),
  lazyRoute('get', '/v1/customers/counts', async () => (await import('./counts.ts')).counts),
  lazyRoute('get', '/v1/customers/export', async () => (await import('./export.ts')).exportAll),
  lazyRoute('get', '/v1/customers/{customer_id}', async () => (await import('./get.ts')).get),
  lazyRoute('patch', '/v1/customers/{customer_id}', async () => (await import('./update.ts')).update),
  lazyRoute('delete', '/v1/customers/{customer_id}', async () => (await import('./archive.ts')).archive),
  lazyRoute('post', '/v1/customers/{customer_id}/restore', async () => (await import('./restore.ts')).restore),
  lazyRoute('get', '/v1/customers/external/{external_id}', async () => (await import('./get-external.ts')).getExternal),
  lazyRoute(
    'delete',
    '/v1/customers/external/{external_id}',
    async () => (await import('./archive-external.ts')).archiveExternal,
  ),
  lazyRoute('put', '/v1/customers/external/{external_id}', async () => (await import('./upsert.ts')).upsert),
  lazyRoute('post', '/v1/customers/{customer_id}/clone', async () => (await import('./clone.ts')).clone),
]
