import type { Requests } from '../operations.ts'

/** A valid request of each operation on customers. */
export const customerRequests: Requests = {
  listCustomers: () => ['GET', '/v1/customers'],
  createCustomer: () => ['POST', '/v1/customers', {}],
  getCustomer: ({ customer }) => ['GET', `/v1/customers/${customer}`],
  cloneCustomer: ({ customer }) => [
    'POST',
    `/v1/customers/${customer}/clone`,
    { source_customer_id: customer, company_name: 'A copy' },
  ],
}
