import { RATE_LIMITS, type RateLimitName } from '../limits/rate-limits.ts'
import { type Caller, isScope, ROLES } from './policy.ts'

/** What KV stores of a key: its caller, and when its use was last recorded (RFC 3339; null if it never was). */
export interface CachedCaller {
  caller: Caller
  usedAt: string | null
}

/** Serializes the entry with the field names that `readEntry` expects. */
export function writeEntry({ caller, usedAt }: CachedCaller): string {
  return JSON.stringify({ ...caller, usedAt })
}

/** Reads an entry. Undefined unless it has exactly these fields and all of them are valid. */
export function readEntry(text: string): CachedCaller | undefined {
  const entry = parse(text)
  if (Object.keys(entry).sort().join() !== FIELDS.join()) return undefined
  for (const [name, isValid] of Object.entries(IS_VALID)) if (!isValid(entry[name])) return undefined
  const { usedAt, ...caller } = entry as unknown as Caller & { usedAt: string | null }
  // The same rule as in the database: exactly the keys with the role `customer` are bound to a customer.
  return (caller.role === 'customer') === (caller.customerId !== null) ? { caller, usedAt } : undefined
}

/** Maximum difference between the clocks of two machines. */
const CLOCK_SKEW_MS = 60_000

type IsValid = (value: unknown) => boolean
const isString = (value: unknown): value is string => typeof value === 'string'
const isUuid: IsValid = (value) => isString(value) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
const isTime: IsValid = (value) =>
  isString(value) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value) && !Number.isNaN(Date.parse(value))
const orNull =
  (isValid: IsValid): IsValid =>
  (value) =>
    value === null || isValid(value)

const IS_VALID: Record<keyof Caller | 'usedAt', IsValid> = {
  tenantId: isUuid,
  keyId: isUuid,
  role: (value) => ROLES.includes(value as Caller['role']),
  customerId: orNull(isUuid),
  scopes: (value) => Array.isArray(value) && value.length > 0 && value.every(isScope),
  rateLimit: (value) => isString(value) && Object.hasOwn(RATE_LIMITS, value as RateLimitName),
  expiresAt: orNull(isTime),
  // With a time in the future, the entry would not be checked.
  usedAt: orNull((value) => isTime(value) && Date.parse(value as string) < Date.now() + CLOCK_SKEW_MS),
}
const FIELDS = Object.keys(IS_VALID).sort()

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
