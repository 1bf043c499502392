import { entry } from '../operation.ts'

/** All rule operations, in the order of the OpenAPI document. */
export const rules = [
  entry('get', '/v1/rules', async () => (await import('./list.ts')).list),
  entry('post', '/v1/rules', async () => (await import('./create.ts')).create),
  entry('get', '/v1/rules/{rule_id}', async () => (await import('./get.ts')).get),
  entry('patch', '/v1/rules/{rule_id}', async () => (await import('./update.ts')).patch),
  entry('delete', '/v1/rules/{rule_id}', async () => (await import('./remove.ts')).remove),
  entry('get', '/v1/customers/{customer_id}/rules', async () => (await import('./effective.ts')).effective),
]
