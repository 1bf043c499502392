import type { Requests } from './example.ts'

/** A valid request for each operation on rules. */
export const ruleRequests: Requests = {
  listRules: () => ['GET', '/v1/rules'],
  createRule: ({ customer, instance }) => [
    'POST',
    '/v1/rules',
    {
      customer_id: customer,
      instance_id: instance,
      name: 'A rule',
      trigger_event: 'call.missed',
      actions: [{ type: 'log_event' }],
    },
  ],
  getRule: ({ rule }) => ['GET', `/v1/rules/${rule}`],
  updateRule: ({ rule }) => ['PATCH', `/v1/rules/${rule}`, { priority: 5 }],
  deleteRule: ({ rule }) => ['DELETE', `/v1/rules/${rule}`],
  listCustomerRules: ({ customer }) => ['GET', `/v1/customers/${customer}/rules`],
}
