import { sha256 } from '../auth/sha256.ts'
import { ApiError } from '../errors/api-error.ts'

// Stripe's signature scheme: https://docs.stripe.com/webhooks#verify-manually

/** Maximum distance of the signed time from now, in seconds, in both directions. */
const TOLERANCE = 300

/** Limits on what one request can make the Worker compute. Stripe signs with at most a few secrets at a time. */
export const MAX_HEADER_LENGTH = 4096
const MAX_SIGNATURES = 10

const utf8 = new TextEncoder()

/** The webhook signing secrets; several during a rotation. Errors: `webhook_not_configured`. */
export function signingSecrets(variable: string | undefined): string[] {
  const secrets = (variable ?? '').split(',').map((secret) => secret.trim())
  const found = secrets.filter((secret) => secret !== '')
  if (found.length === 0) throw new ApiError('webhook_not_configured', { reason: 'STRIPE_WEBHOOK_SECRET is not set' })
  return found
}

/** Proof to the database that the Worker has this secret: its SHA-256 in hexadecimal. */
export function proofOf(secret: string): Promise<string> {
  return sha256(utf8.encode(secret))
}

/**
 * Checks that `Stripe-Signature` is a current signature of the body with one of the secrets, and returns that secret.
 * Errors: `signature_invalid`.
 */
export async function verifySignature(
  body: Uint8Array,
  header: string | undefined,
  secrets: string[],
): Promise<string> {
  if (header && header.length > MAX_HEADER_LENGTH) throw invalid(`is longer than ${MAX_HEADER_LENGTH} characters`)
  // Several headers arrive as one, with a space after each comma.
  const parts = (header ?? '').split(',').map((part) => part.trim())
  const valuesOf = (pattern: RegExp) => parts.flatMap((part) => pattern.exec(part)?.[1] ?? [])

  const [time, ...otherTimes] = valuesOf(/^t=(.*)$/)
  if (time === undefined || otherTimes.length > 0 || !/^[0-9]{1,12}$/.test(time)) {
    throw invalid('is missing or malformed')
  }
  if (Math.abs(Math.floor(Date.now() / 1000) - Number(time)) > TOLERANCE) {
    throw invalid(`has a timestamp more than ${TOLERANCE} seconds from now`)
  }

  const signatures = valuesOf(/^v1=([0-9a-f]{64})$/)
  if (signatures.length > MAX_SIGNATURES) throw invalid(`has more than ${MAX_SIGNATURES} signatures`)
  const payload = await new Blob([`${time}.`, body]).arrayBuffer()
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey('raw', utf8.encode(secret), HMAC, false, ['verify'])
    for (const hex of signatures) {
      // `verify` compares in constant time.
      if (await crypto.subtle.verify('HMAC', key, bytesOf(hex), payload)) return secret
    }
  }
  throw invalid('does not match the received body with any signing secret of this API')
}

const HMAC = { name: 'HMAC', hash: 'SHA-256' }

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  )
}

function invalid(problem: string): ApiError {
  return new ApiError('signature_invalid', { detail: `The Stripe-Signature header ${problem}.`, reason: problem })
}
