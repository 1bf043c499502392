import type { Command } from './command-line.ts'
import { findLocalStack } from './local-stack.ts'
import { OperatorError } from './operator-error.ts'
import { connectStripe, replayEvent } from './stripe.ts'
import { sendDemoEvents } from './stripe-demo.ts'
import { formatRecord, formatTable } from './table.ts'

/** The operator's Stripe commands. */
export const stripeCommands: readonly Command[] = [
  {
    name: 'stripe connect',
    operands: ['slug', 'acct_…'],
    about: "Assigns the events of a connected account to the tenant, and its test-mode events to the tenant's sandbox.",
    prints: '{"tenant":{"id","slug","stripe_account_id"}}',
    async run({ database, operands: [slug, account] }) {
      const tenant = await connectStripe(database.query, slug, account)
      return { json: { tenant }, text: formatTable([tenant], ['slug', 'stripe_account_id', 'id']) }
    },
  },
  {
    name: 'stripe replay',
    operands: ['event id'],
    about: 'Applies a stored event again and shows what changed. Replaying it once more changes nothing.',
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
    about:
      'Sends the local API the events that Stripe sends when a customer subscribes. The customer then has an ' +
      'active subscription.',
    prints:
      '{"customer_id","stripe_account_id","stripe_customer_id","stripe_subscription_id","events":[{"id","type","status"},…]}',
    async run({ database, operands: [slug, customer], options }) {
      if (process.env.DATABASE_ADMIN_URL) {
        throw new OperatorError('"stripe demo-event" works only on the local stack. Unset DATABASE_ADMIN_URL.')
      }
      const stack = await findLocalStack(options.data)
      const sent = await sendDemoEvents(database.query, stack, { slug, customer })
      const text = formatTable(sent.events, ['type', 'status', 'id'])
      return {
        json: sent,
        text: `${text}\nThe customer now has the active subscription ${sent.stripe_subscription_id}.\n`,
      }
    },
  },
]
