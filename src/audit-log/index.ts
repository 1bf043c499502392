import { entry } from '../operation.ts'

/** Everything that can be done with the audit log: it is read. */
export const auditLog = [entry('get', '/v1/audit-log', async () => (await import('./list.ts')).list)]
