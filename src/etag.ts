import { z } from '@hono/zod-openapi'
import { type SQL, sql } from 'drizzle-orm'
import { ApiError } from './errors.ts'

/** For a route whose answers carry one. */
export const etagHeader = z.object({
  ETag: z.string().openapi({ description: 'Changes with everything that the row’s reading shows.', example: '"7"' }),
})

/** The ETag of a row that counts its versions. */
export function etagOf(row: { version: string | number }): string {
  return `"${row.version}"`
}

/** For a route that reads: the header that spares an unchanged answer. */
export const ifNoneMatch = z.object({
  'If-None-Match': z.string().max(1024).optional().openapi({
    description: 'An ETag; when it still holds, the answer is 304 without a body.',
    example: '"7"',
  }),
})

/** For a route that changes: the header that refuses to overwrite what was changed meanwhile. */
export const ifMatch = z.object({
  'If-Match': z.string().max(1024).optional().openapi({
    description: 'The ETag of what is to be changed; 412 when it was changed since.',
    example: '"7"',
  }),
})

/** The versions that `If-Match` allows; null for any. What is no strong ETag of ours matches nothing. */
export function versionsOf(header: string | undefined): string[] | null {
  if (header === undefined || header.trim() === '*') return null
  return listOf(header).flatMap((tag) => /^"(\d{1,18})"$/.exec(tag)?.[1] ?? [])
}

/** A condition on a row: that its version is an allowed one. `version` is the column, where its bare name is ambiguous. */
export function hasVersion(versions: string[] | null, version = sql`version`): SQL {
  return sql`(${versions === null} or ${version} = any (${`{${versions?.join(',') ?? ''}}`}::bigint[]))`
}

/** Errors: 412 for a row whose version is not allowed. */
export function requireVersion(versions: string[] | null, row: { version: string | number }): void {
  if (versions && !versions.includes(String(row.version))) throw new ApiError('precondition_failed')
}

/** Whether `If-None-Match` names this ETag; compared weakly, as HTTP has it for reading. */
export function isUnchanged(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return listOf(header).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)
}

function listOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim())
}
