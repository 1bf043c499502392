import { OperatorError } from '../operator/query.ts'
import { connectStripe, replayEvent } from '../operator/stripe.ts'
import { sendDemoEvents } from '../operator/stripe-demo.ts'
import { readOrMakeStripeSecret } from '../secrets.ts'
import type { Command } from './command-line.ts'
import { findLocalStack } from './database.ts'
import { formatRecord, formatTable } from './table.ts'

/** What an operator can do about Stripe. */
export const stripeCommands: readonly Command[] = [
  {
    name: 'stripe connect',
    operands: ['slug', 'acct_…'],
    about: "Makes the events of a connected account the tenant's, and those of its test mode its sandbox's.",
    prints: '{"tenant":{"id","slug","stripe_account_id"}}',
    async run({ database, operands: [slug, account] }) {
      const tenant = await connectStripe(database.query, slug, account)
      return { json: { tenant }, text: formatTable([tenant], ['slug', 'stripe_account_id', 'id']) }
    },
  },
  {
    name: 'stripe replay',
    operands: ['event id'],
    about: 'Applies a kept event again, and says what changed by it. Twice changes nothing more.',
    prints: '{"id","type","tenant","mode","status","changes":[{"action","resource_type","resource_id"},…]}',
    async run({ database, operands: [id] }) {
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
    },
  },
  {
    name: 'stripe demo-event',
    operands: ['slug', 'customer id'],
    about: 'Sends the local API what Stripe sends when a customer subscribes: it has an active subscription then.',
    prints:
      '{"customer_id","stripe_account_id","stripe_customer_id","stripe_subscription_id","events":[{"id","type","status"},…]}',
    async run({ database, operands: [slug, customer], options }) {
      if (process.env.DATABASE_ADMIN_URL) {
        throw new OperatorError('"stripe demo-event" is for the local stack alone: unset DATABASE_ADMIN_URL.')
      }
      const { api, folder } = await findLocalStack(options.data)
      const local = { api, secret: await readOrMakeStripeSecret(folder) }
      const sent = await sendDemoEvents(database.query, local, { slug, customer })
      const text = formatTable(sent.events, ['type', 'status', 'id'])
      return { json: sent, text: `${text}\nThe customer has the active subscription ${sent.stripe_subscription_id}.\n` }
    },
  },
]
