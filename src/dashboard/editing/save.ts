import type { ActionRequest, ApiResult } from '../action.ts'
import { differences, type Values } from './values.ts'

interface Change {
  /** The path of the resource in the API. */
  api: string
  body: Record<string, unknown>
  /** The values with which the form was opened, and the new ones. */
  was: Values
  is: Values
  /** The fields of the form, as the API returns them. */
  // biome-ignore lint/suspicious/noExplicitAny: JSON of any resource
  valuesOf: (resource: any) => Values
}

/**
 * Changes a resource, unless its ETag is no longer that of the form. If others changed only what the form does not
 * edit, such as a count, or made the same changes, there is nothing to decide, so the change is sent with the current
 * ETag.
 */
export async function saveChange({ call, text }: ActionRequest, change: Change): Promise<ApiResult> {
  const { api, body, was, is, valuesOf } = change
  const send = (etag: string, more: { idempotencyKey?: string } = {}) =>
    call('PATCH', api, { body, headers: { 'If-Match': etag }, ...more })
  const result = await send(text('etag'))
  if (result.status !== 412) return result
  const current = await call('GET', api)
  if (!current.ok) return result
  const stored = valuesOf(current.body)
  const isSame = differences(was, stored).every((name) => (stored[name] ?? '') === (is[name] ?? ''))
  if (!isSame) return result
  const key = text('idempotency_key')
  // The first idempotency key already stands for a rejection.
  return send(current.headers.get('ETag') ?? '', { idempotencyKey: key && `${key}-current` })
}
