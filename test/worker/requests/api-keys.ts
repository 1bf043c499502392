import type { Requests } from './example.ts'

/** A valid request for each operation on API keys. */
export const apiKeyRequests: Requests = {
  listApiKeys: () => ['GET', '/v1/api-keys'],
  createApiKey: ({ customer }) => [
    'POST',
    '/v1/api-keys',
    { role: 'customer', customer_id: customer, scopes: ['api-keys:write'] },
  ],
  getOwnApiKey: () => ['GET', '/v1/api-keys/me'],
  getApiKey: ({ key }) => ['GET', `/v1/api-keys/${key}`],
  rotateApiKey: ({ key }) => ['POST', `/v1/api-keys/${key}/rotate`, { grace_seconds: 60 }],
  revokeApiKey: ({ key }) => ['DELETE', `/v1/api-keys/${key}`],
}
