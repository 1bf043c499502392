import { z } from '@hono/zod-openapi'
import type { customers } from '../db/schema.ts'
import { type SQL, sql } from '../db/sql.ts'
import { ApiError } from '../errors/api-error.ts'

/** Response header of a route that returns an ETag. */
export const etagHeader = z.object({
  ETag: z.string().openapi({
    description: 'Changes whenever anything that a read returns changes, except the trigger time and count of a rule.',
    maxLength: 20,
    example: '"7"',
  }),
})

/** A row that counts its versions. */
export type Versioned = Pick<typeof customers.$inferSelect, 'version'>

/** The version of a row without a counter: `updated_at` in microseconds, which increases with every change. */
export const VERSION_BY_TIME = sql`(extract(epoch from updated_at) * 1000000)::bigint`

/** The ETag of a versioned row. */
export function etagOf(row: Versioned): string {
  return `"${row.version}"`
}

/** Request header for conditional reads: an unchanged resource is not sent again. */
export const ifNoneMatch = z.object({
  'If-None-Match': z.string().max(1024).optional().openapi({
    description: 'ETag of an earlier response. If it still matches, the response is 304 without a body.',
    example: '"7"',
  }),
})

/** Request header for conditional changes: a resource that changed in the meantime is not overwritten. */
export const ifMatch = z.object({
  'If-Match': z.string().max(1024).optional().openapi({
    description: 'Expected ETag of the resource. If it no longer matches, the response is 412.',
    example: '"7"',
  }),
})

/** The versions that `If-Match` allows; null for any. Anything but a strong ETag of this API matches nothing. */
export function versionsOf(header: string | undefined): string[] | null {
  if (header === undefined || header.trim() === '*') return null
  return listOf(header).flatMap((tag) => /^"(\d{1,18})"$/.exec(tag)?.[1] ?? [])
}

/** SQL condition that a row's version is allowed. Pass `version`, the column, where its bare name is ambiguous. */
export function hasVersion(versions: string[] | null, version = sql`version`): SQL {
  return sql`(${versions === null} or ${version} = any (${`{${versions?.join(',') ?? ''}}`}::bigint[]))`
}

/** A row, and whether `If-Match` allows its version. */
export type Checked<Row extends Versioned> = Row & { is_allowed: boolean }

/** Checks the version in the database, so that a repeated request gets the first result, whatever its `If-Match`. */
export function checked<Row extends Versioned>(row: SQL<Row>, versions: string[] | null): SQL<Checked<Row>> {
  return sql`select found.*, ${hasVersion(versions, sql`found.version`)} as is_allowed from (${row}) found`
}

/** Errors: 412 for a row whose version is not allowed. */
export function requireVersion(row: Checked<Versioned>): void {
  if (!row.is_allowed) throw new ApiError('precondition_failed')
}

/** Whether `If-None-Match` lists this ETag, by HTTP's weak comparison. */
export function isUnchanged(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return listOf(header).some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag)
}

function listOf(header: string): string[] {
  return header.split(',').map((tag) => tag.trim())
}
