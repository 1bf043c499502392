import { lazyRoute } from '../operation.ts'

/** All audit log operations. The log can only be read. */
export const auditLog = [lazyRoute('get', '/v1/audit-log', async () => (await import('./list.ts')).list)]
