/** What stands in the bundle for the package `zod`, of which most is locales and kinds that no schema here has. */

export type * from './zod-kinds.ts'
export * as z from './zod-kinds.ts'
