import type { Requests } from './example.ts'

/** A valid request for each operation on instances. */
export const instanceRequests: Requests = {
  listInstances: () => ['GET', '/v1/instances'],
  registerInstance: ({ customer }) => ['POST', '/v1/instances', { customer_id: customer }],
  getInstance: ({ instance }) => ['GET', `/v1/instances/${instance}`],
  updateInstance: ({ instance }) => ['PATCH', `/v1/instances/${instance}`, { status: 'running' }],
  deleteInstance: ({ instance }) => ['DELETE', `/v1/instances/${instance}`],
  listInstanceMoves: ({ instance }) => ['GET', `/v1/instances/${instance}/history`],
}
