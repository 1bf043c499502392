import { apiKeyRequests } from './api-keys.ts'
import { auditLogRequests } from './audit-log.ts'
import { customerRequests } from './customers.ts'
import type { Requests } from './example.ts'
import { instanceRequests } from './instances.ts'
import { ruleRequests } from './rules.ts'
import { serviceRequests } from './service.ts'
import { stripeRequests } from './stripe.ts'
import { subscriptionRequests } from './subscriptions.ts'

/** A valid request for each operation of the API. */
export const REQUESTS: Requests = {
  ...customerRequests,
  ...apiKeyRequests,
  ...auditLogRequests,
  ...instanceRequests,
  ...ruleRequests,
  ...subscriptionRequests,
  ...stripeRequests,
  ...serviceRequests,
}
