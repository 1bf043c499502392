import { ApiError } from '../../errors/api-error.ts'
import { signingSecrets } from '../../stripe/signature.ts'
import { onDatabase } from '../action.ts'
import type { AdminCommand } from '../admin-command.ts'
import { OperatorError } from '../operator-error.ts'
import { flag } from '../parameters.ts'
import { storeWebhookSecrets } from '../stripe-secrets.ts'

export function addStripeSecretCommand(stripe: AdminCommand): void {
  stripe
    .command('secret')
    .description(
      'Stores hashes of the webhook signing secrets in STRIPE_WEBHOOK_SECRET. The database accepts events only if ' +
        'they were signed with one of them.',
    )
    .addOption(flag('--replace', 'remove all other secrets, at the end of a rotation'))
    .printsJson('{"stored"}: the number of stored secrets')
    .action(
      onDatabase<{ replace?: true }>(async ({ database, options }) => {
        const stored = await storeWebhookSecrets(database.query, secretsOf(process.env.STRIPE_WEBHOOK_SECRET), options)
        return { json: { stored }, text: `Stored signing secrets: ${stored}\n` }
      }),
    )
}

/** Not an argument, because every user of a machine can see command lines. */
function secretsOf(variable: string | undefined): string[] {
  try {
    return signingSecrets(variable)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new OperatorError("Set STRIPE_WEBHOOK_SECRET to the endpoint's signing secret, or to several, with commas.")
  }
}
