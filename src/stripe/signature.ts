// Only the webhook part of the package, which exports it only together with its client, twenty times as large.
import { StripeSignatureVerificationError } from '../../node_modules/stripe/esm/Error.js'
import { WebPlatformFunctions } from '../../node_modules/stripe/esm/platform/WebPlatformFunctions.js'
import { createWebhooks } from '../../node_modules/stripe/esm/Webhooks.js'
import { ApiError } from '../errors.ts'

/** Maximum age of a signature, and maximum time in the future, in seconds. */
const TOLERANCE = 300

const webhooks = createWebhooks(new WebPlatformFunctions())

/** The webhook signing secrets; two during a rotation. Errors: `webhook_not_configured`. */
export function signingSecrets(variable: string | undefined): string[] {
  const secrets = (variable ?? '').split(',').map((secret) => secret.trim())
  const found = secrets.filter((secret) => secret !== '')
  if (found.length === 0) throw new ApiError('webhook_not_configured', { reason: 'STRIPE_WEBHOOK_SECRET is not set' })
  return found
}

/**
 * Parses the body after verifying its signature against the secrets. Errors: `signature_invalid`; `event_invalid` if
 * the signed body is not JSON.
 */
export async function readSigned(body: Uint8Array, header: string | undefined, secrets: string[]): Promise<unknown> {
  if (!header) throw refusal('the signature is missing')
  // The package accepts timestamps in the future and does not check a timestamp that it cannot parse.
  if (!isCurrent(header)) throw refusal(`not signed within ${TOLERANCE} seconds of now`)

  for (const secret of secrets) {
    try {
      return await webhooks.constructEventAsync(body, header, secret, TOLERANCE)
    } catch (error) {
      if (!(error instanceof StripeSignatureVerificationError)) {
        throw new ApiError('event_invalid', { reason: 'not JSON, or not a v1 event' })
      }
    }
  }
  throw refusal('the signature matches none of the secrets')
}

/** Whether the header has exactly one timestamp, within the tolerance in either direction. */
function isCurrent(header: string): boolean {
  const times = header.split(',').filter((part) => part.split('=')[0] === 't')
  const [, seconds] = /^t=([0-9]{1,12})$/.exec(times.join()) ?? []
  return seconds !== undefined && Math.abs(Math.floor(Date.now() / 1000) - Number(seconds)) <= TOLERANCE
}

function refusal(reason: string): ApiError {
  return new ApiError('signature_invalid', { reason })
}
