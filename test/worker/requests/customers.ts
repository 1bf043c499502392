import type { Requests } from './example.ts'

/** A valid request for each operation on customers. */
export const customerRequests: Requests = {
  listCustomers: () => ['GET', '/v1/customers'],
  createCustomer: () => ['POST', '/v1/customers', {}],
  createCustomers: () => ['POST', '/v1/customers/batch', { customers: [{}, {}] }],
  getCustomerCounts: () => ['GET', '/v1/customers/counts'],
  exportCustomers: () => ['GET', '/v1/customers/export'],
  getCustomer: ({ customer }) => ['GET', `/v1/customers/${customer}`],
  updateCustomer: ({ customer }) => ['PATCH', `/v1/customers/${customer}`, { company_name: 'Another name' }],
  archiveCustomer: ({ customer }) => ['DELETE', `/v1/customers/${customer}`],
  restoreCustomer: ({ customer }) => ['POST', `/v1/customers/${customer}/restore`],
  getCustomerByExternalId: ({ externalId }) => ['GET', `/v1/customers/external/${externalId}`],
  archiveCustomerByExternalId: ({ externalId }) => ['DELETE', `/v1/customers/external/${externalId}`],
  putCustomerByExternalId: () => ['PUT', '/v1/customers/external/crm-4711', { company_name: 'Steve' }],
  cloneCustomer: ({ customer }) => [
    'POST',
    `/v1/customers/${customer}/clone`,
    { source_customer_id: customer, company_name: 'A copy' },
  ],
}
