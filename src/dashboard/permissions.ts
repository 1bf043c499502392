import { type Caller, holds, type Resource } from '../auth/policy.ts'
import { ApiError } from '../errors/api-error.ts'

/** Whether pages show controls that change a resource. The API still checks every change. */
export function mayWrite(caller: Caller, resource: Resource): boolean {
  return holds(caller, `${resource}:write`)
}

/** For a page that is only a form: requires the scope of the form's operation. Errors: `insufficient_scope`. */
export function requireWrite(caller: Caller, resource: Resource): void {
  if (mayWrite(caller, resource)) return
  throw new ApiError('insufficient_scope', { detail: `The key lacks the scope ${resource}:write.` })
}
