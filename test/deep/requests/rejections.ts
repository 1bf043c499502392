import type { Operation } from './document.ts'
import type { Mutation, Place } from './mutations/mutation.ts'
import type { Response } from './service.ts'

interface ValidationError {
  loc: Place
}

/** How the response to an invalid request differs from the expected rejection; empty if it does not. */
export function unexpected({ id }: Operation, { rejection }: Mutation, { status, text }: Response): string[] {
  const body = text === '' ? {} : JSON.parse(text)
  if ('status' in rejection) {
    if (status === rejection.status && body.code === rejection.code) return []
    return [`${status} ${text} instead of ${rejection.status} ${rejection.code}`]
  }
  const errors = errorsOf(id, rejection.loc, status, body)
  if (!errors || errors.length === 0) return [`${status} ${text} instead of 422`]
  const expected = [rejection.loc, ...(rejection.and ? [rejection.and] : [])].map((loc) => JSON.stringify(loc))
  const others = errors.filter(({ loc }) => !expected.includes(JSON.stringify(loc)))
  const missing = expected.filter((place) => errors.every(({ loc }) => JSON.stringify(loc) !== place))
  return [
    ...others.map((error) => `an error that is not at ${expected.join(' or ')}: ${JSON.stringify(error)}`),
    ...missing.map((place) => `no error at ${place}: ${text}`),
  ]
}

/** The validation errors of a request; of a row, if only that row of a batch is invalid. */
function errorsOf(id: string, [, , row]: Place, status: number, body: { detail?: unknown; results?: Row[] }) {
  if (id !== 'createCustomers' || row === undefined) {
    return status === 422 && Array.isArray(body.detail) ? (body.detail as ValidationError[]) : undefined
  }
  const result = body.results?.[Number(row)]
  return result?.status === 422 ? (result.detail ?? undefined) : undefined
}

interface Row {
  status: number
  detail: ValidationError[] | null
}
