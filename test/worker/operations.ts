import { customers } from '../../src/customers/index.ts'
import type { Operation } from '../../src/operation.ts'

/** Every operation of the API. What holds for all of them is tested on each. */
export const OPERATIONS: readonly Operation[] = [...customers]

/** A valid request of each operation, for a customer of the tenant. */
export function requestOf(operation: Operation, id: string): [method: 'get' | 'post', path: string, body?: unknown] {
  switch (operation.route.operationId) {
    case 'listCustomers':
      return ['get', '/v1/customers']
    case 'createCustomer':
      return ['post', '/v1/customers', {}]
    case 'getCustomer':
      return ['get', `/v1/customers/${id}`]
    case 'cloneCustomer':
      return ['post', `/v1/customers/${id}/clone`, { source_customer_id: id, company_name: 'A copy' }]
    default:
      throw new Error(`say here how to call ${operation.route.operationId}`)
  }
}
