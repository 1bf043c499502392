import { z } from '@hono/zod-openapi'
import { uuid } from '../../validation/fields.ts'
import { onDatabase } from '../action.ts'
import type { AdminCommand } from '../admin-command.ts'
import { findLocalStack } from '../local-stack.ts'
import { OperatorError } from '../operator-error.ts'
import { argument, flag } from '../parameters.ts'
import { connectStripe } from '../stripe-account.ts'
import { sendDemoEvents } from '../stripe-demo.ts'
import { replayEvent } from '../stripe-replay.ts'
import { applyWaitingEvents } from '../stripe-waiting.ts'
import { formatRecord, formatTable } from '../table.ts'
import { addStripeSecretCommand } from './stripe-secret.ts'

const account = z
  .string()
  .regex(/^acct_[A-Za-z0-9]{1,64}$/, 'Input should be a Stripe account id: acct_ followed by letters and digits')

export function addStripeCommands(program: AdminCommand): void {
  const stripe = program.command('stripe').description('Connects Stripe accounts, and replays or sends events.')

  addStripeSecretCommand(stripe)

  stripe
    .command('connect')
    .description(
      "Assigns the events of a connected account to the tenant, and its test-mode events to the tenant's sandbox. " +
        'Without --link-by-email, linking by email is turned off, even if it was on.',
    )
    .addArgument(argument('<slug>', 'slug of the tenant'))
    .addArgument(argument('<account id>', 'id of the connected account', account))
    .addOption(flag('--link-by-email', 'also link Stripe customers to the customers that have their email'))
    .addOption(flag('--replace', 'replace the account that the tenant is connected to'))
    .printsJson(
      '{"tenant":{"id","slug","stripe_account_id","link_by_email"},"linked"}; linked is the number of Stripe ' +
        'customers that were linked because they had waiting events',
    )
    .action(
      onDatabase<{ linkByEmail?: true; replace?: true }>(async ({ database, options }, slug, id) => {
        const tenant = await connectStripe(database.query, slug, { account: id, ...options })
        const linked = tenant.link_by_email ? await applyWaitingEvents(database.query, tenant.id) : 0
        const text = formatTable([tenant], ['slug', 'stripe_account_id', 'link_by_email', 'id'])
        return { json: { tenant, linked }, text: linked > 0 ? `${text}\nLinked Stripe customers: ${linked}\n` : text }
      }),
    )

  stripe
    .command('replay')
    .description('Applies a stored event again and shows what changed. Replaying it once more changes nothing.')
    .addArgument(argument('<event id>', 'id of the event at Stripe, such as evt_…'))
    .printsJson(
      '{"id","type","tenant","mode","status","changes":[{"action","resource_type","resource_id"},…]}; ' +
        'status is applied, waiting or ignored',
    )
    .action(
      onDatabase(async ({ database }, id) => {
        const event = await replayEvent(database.query, id)
        const changes = event.changes.map((change) => `${change.action} ${change.resource_type} ${change.resource_id}`)
        const text = formatRecord([
          ['event', event.id],
          ['type', event.type],
          ['tenant', `${event.tenant} (${event.mode})`],
          ['status', event.status],
          ['changed', changes.join(', ') || 'nothing'],
        ])
        return { json: event, text }
      }),
    )

  stripe
    .command('demo-event')
    .description(
      'Sends the local API the events that Stripe sends when a customer subscribes. The customer then has an active ' +
        'subscription.',
    )
    .addArgument(argument('<slug>', 'slug of the tenant'))
    .addArgument(argument('<customer id>', 'id of the customer', uuid))
    .printsJson(
      '{"customer_id","stripe_account_id","stripe_customer_id","stripe_subscription_id",' +
        '"events":[{"id","type","status"},…]}',
    )
    .action(
      onDatabase(async ({ database, options }, slug, customerId) => {
        if (process.env.DATABASE_ADMIN_URL) {
          throw new OperatorError('"stripe demo-event" works only on the local stack. Unset DATABASE_ADMIN_URL.')
        }
        const stack = await findLocalStack(options.data)
        const sent = await sendDemoEvents(database.query, stack, { slug, customerId })
        const text = formatTable(sent.events, ['type', 'status', 'id'])
        const outcome = `The customer now has the active subscription ${sent.stripe_subscription_id}.`
        return { json: sent, text: `${text}\n${outcome}\n` }
      }),
    )
}
