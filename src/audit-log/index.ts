import { list } from './list.ts'

/** Everything that can be done with the audit log: it is read. */
export const auditLog = [list]
