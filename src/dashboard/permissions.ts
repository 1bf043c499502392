import { type Caller, mayRead, type Resource } from '../auth/policy.ts'

/** Whether pages show what changes a resource. The API decides when it is used. */
export function mayWrite({ scopes }: Caller, resource: Resource): boolean {
  return scopes.includes('*') || scopes.includes(`${resource}:write`)
}

/** The rows if the caller may read the resource; otherwise undefined. Ask after the batch, which confirms the caller. */
export function ifReadable<Rows>(caller: Caller, resource: Resource, rows: Rows): Rows | undefined {
  return mayRead(caller, resource) ? rows : undefined
}
