// Its webhook part alone: the package exports it only together with its client, which is twenty times as large.
import { StripeSignatureVerificationError } from '../../node_modules/stripe/esm/Error.js'
import { WebPlatformFunctions } from '../../node_modules/stripe/esm/platform/WebPlatformFunctions.js'
import { createWebhooks } from '../../node_modules/stripe/esm/Webhooks.js'
import { ApiError } from '../errors.ts'

/** How far from now a signature may have been made, in seconds, either way. */
const TOLERANCE = 300

const webhooks = createWebhooks(new WebPlatformFunctions())

/** What Stripe signs with; two while one takes the other's place. Errors: `webhook_not_configured`. */
export function signingSecrets(variable: string | undefined): string[] {
  const secrets = (variable ?? '').split(',').map((secret) => secret.trim())
  const found = secrets.filter((secret) => secret !== '')
  if (found.length === 0) throw new ApiError('webhook_not_configured', { reason: 'STRIPE_WEBHOOK_SECRET is not set' })
  return found
}

/**
 * What the body says, once its signature by one of the secrets is proven. Errors: `signature_invalid`; `event_invalid`
 * for what is signed and no JSON.
 */
export async function readSigned(body: Uint8Array, header: string | undefined, secrets: string[]): Promise<unknown> {
  if (!header) throw refusal('no signature')
  // The package lets times to come pass, and does not check at all what it cannot read.
  if (!isCurrent(header)) throw refusal(`not signed within ${TOLERANCE} seconds of now`)

  for (const secret of secrets) {
    try {
      return await webhooks.constructEventAsync(body, header, secret, TOLERANCE)
    } catch (error) {
      if (!(error instanceof StripeSignatureVerificationError)) {
        throw new ApiError('event_invalid', { reason: 'no JSON, or no event of version 1' })
      }
    }
  }
  throw refusal('signed by none of the secrets')
}

/** Whether the one time that the header gives is near enough, either way. */
function isCurrent(header: string): boolean {
  const times = header.split(',').filter((part) => part.split('=')[0] === 't')
  const [, seconds] = /^t=([0-9]{1,12})$/.exec(times.join()) ?? []
  return seconds !== undefined && Math.abs(Math.floor(Date.now() / 1000) - Number(seconds)) <= TOLERANCE
}

function refusal(reason: string): ApiError {
  return new ApiError('signature_invalid', { reason })
}
