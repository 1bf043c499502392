import type { Caller, Resource } from '../auth/policy.ts'

/** Whether pages show what changes a resource. The API decides when it is used. */
export function mayWrite({ scopes }: Caller, resource: Resource): boolean {
  return scopes.includes('*') || scopes.includes(`${resource}:write`)
}
