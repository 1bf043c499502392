import { lazyRoute } from '../operation.ts'

/** All rule operations, in the order of the OpenAPI document. */
export const rules = [
  lazyRoute('get', '/v1/rules', async () => (await import('./list.ts')).list),
  lazyRoute('post', '/v1/rules', async () => (await import('./create.ts')).create),
  lazyRoute('get', '/v1/rules/{rule_id}', async () => (await import('./get.ts')).get),
  lazyRoute('patch', '/v1/rules/{rule_id}', async () => (await import('./update.ts')).update),
  lazyRoute('delete', '/v1/rules/{rule_id}', async () => (await import('./remove.ts')).remove),
  lazyRoute('get', '/v1/customers/{customer_id}/rules', async () => (await import('./effective.ts')).effective),
]
