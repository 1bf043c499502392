import type { Requests } from './example.ts'

/** A valid request for each operation on the audit log. */
export const auditLogRequests: Requests = {
  listAuditLog: () => ['GET', '/v1/audit-log'],
}
