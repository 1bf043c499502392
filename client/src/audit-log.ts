import { type List, list } from './list.ts'
import type { RequestOptions } from './options.ts'
import { Resource, returned } from './resource.ts'
import type * as Api from './schema.ts'

/** Every change made through the API or by Stripe. */
export class AuditLog extends Resource {
  /** Lists changes with the API key, the operation, and the fields before and after. */
  list(params: Api.AuditLogListParams = {}, options?: RequestOptions): List<Api.AuditPage, Api.AuditEntry> {
    const load = (query: Api.AuditLogListParams) =>
      returned(this.api.GET('/v1/audit-log', { params: { query }, ...this.with(options) }))
    return list(params, load, ({ audit_log }) => audit_log)
  }
}
