import type { Requests } from './example.ts'

/** A valid request for each operation of the service itself. */
export const serviceRequests: Requests = {
  getHealth: () => ['GET', '/health'],
  getReady: () => ['GET', '/ready'],
  getOpenApi: () => ['GET', '/openapi.json'],
}
