import { type Caller, holds, type Resource } from '../auth/policy.ts'
import { ApiError } from '../errors.ts'

/** Whether pages show what changes a resource. The API decides when it is used. */
export function mayWrite(caller: Caller, resource: Resource): boolean {
  return holds(caller, `${resource}:write`)
}

/** For a page that has nothing but a form, which needs the scope of its operation. Errors: `insufficient_scope`. */
export function requireWrite(caller: Caller, resource: Resource): void {
  if (mayWrite(caller, resource)) return
  throw new ApiError('insufficient_scope', { detail: `The key lacks the scope ${resource}:write.` })
}
