import { RESOURCES } from '../auth/policy.ts'
import { isUuid } from '../validation/uuid.ts'
import { OperatorError, quote } from './operator-error.ts'

// Validation of operator input. Each error says what is allowed.

/** @throws OperatorError unless the text can name a tenant. */
export function readSlug(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(text)) return text
  throw new OperatorError(
    `${quote(text)} is not a valid slug. Use 1 to 63 lowercase letters, digits and hyphens, starting with a ` +
      'letter or digit.',
  )
}

/** Trimmed. @throws OperatorError unless 1 to 200 characters are left, none of them a control character. */
export function readName(text: string): string {
  const name = text.trim()
  if (name !== '' && [...name].length <= 200 && name.isWellFormed() && !/\p{Cc}/u.test(name)) return name
  throw new OperatorError('A name must have 1 to 200 characters and no control characters.')
}

/** In lower case. @throws OperatorError unless it is a UUID; `what` names it, as in "A key id". */
export function readId(text: string, what: string): string {
  if (isUuid(text)) return text.toLowerCase()
  throw new OperatorError(`${what} must be a UUID, such as 497f6eca-6276-4993-bfeb-53cbbbba6f08, not ${quote(text)}.`)
}

/** Each scope once. @throws OperatorError unless each is `*` or `<resource>:<read|write>`. */
export function readScopes(scopes: readonly string[]): string[] {
  const allowed = RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`])
  const unknown = scopes.find((scope) => scope !== '*' && !allowed.some((one) => one === scope))
  if (scopes.length > 0 && unknown === undefined) return [...new Set(scopes)]
  const found = unknown ? `${quote(unknown)} is not a scope` : 'A key requires at least one scope'
  throw new OperatorError(`${found}. Use * or any of ${allowed.join(', ')}.`)
}

/**
 * A time to come, in UTC with its fraction kept: RFC 3339 with a time zone, or a date alone, which is its midnight in
 * UTC. @throws OperatorError for anything else.
 */
export function readExpiry(text: string): string {
  const shape =
    /^(\d{4}-\d\d-\d\d)(?:[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = shape.exec(text) ?? []
  // JavaScript reads February 30 as March 2.
  const day = new Date(`${date}T00:00:00Z`)
  const seconds = new Date(`${date}T${time}${zone.toUpperCase()}`)
  const isReal = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(`${date}T`)
  if (!isReal || !/^\d/.test(seconds.toISOString())) {
    throw new OperatorError(
      `${quote(text)} is not a valid time. Use RFC 3339 with a time zone, such as 2030-01-31T12:00:00Z, or a date.`,
    )
  }
  if (seconds.getTime() + Number(`0${fraction}`) * 1000 <= Date.now()) {
    throw new OperatorError(`${quote(text)} is in the past. A key must expire in the future.`)
  }
  return `${seconds.toISOString().slice(0, 19)}${fraction.slice(0, 7)}Z`
}
