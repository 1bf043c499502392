/**
 * Replaces the package `zod` in the bundle; most of that package is locales and schema types that are not used here.
 */

export type * from './zod-kinds.ts'
export * as z from './zod-kinds.ts'
