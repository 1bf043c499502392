import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from './operator-error.ts'
import type { Query } from './query.ts'
import { actForStripe } from './stripe-transaction.ts'

/**
 * Applies the events that wait for a link by email and can now be linked, in the tenant and its sandbox. Needs a
 * session.
 * @returns the number of Stripe customers that were linked.
 */
export async function applyWaitingEvents(query: Query, tenantId: string): Promise<number> {
  await waitForCustomerChanges(query)
  const tenants = await query('select id from public.tenants where id = $1 or sandbox_of = $1', [tenantId])
  let linked = 0
  for (const { id } of tenants) {
    const caller = { tenantId: String(id), operation: 'stripeConnect' }
    const waiting = await actForStripe(query, caller, () => query('select app.linkable_stripe_customers() as id'))
    for (const stripeCustomer of waiting) {
      // One transaction per Stripe customer, so that new events do not wait long.
      await actForStripe(query, caller, () => query('select app.apply_events_of($1)', [stripeCustomer.id]))
      linked += 1
    }
  }
  return linked
}

const MAX_WAIT_MS = 10_000

/**
 * Waits for the requests that entered before the setting changed, and for all other transactions that are changing
 * customers. Until they end, their customers are not visible.
 */
async function waitForCustomerChanges(query: Query): Promise<void> {
  const running = `
    select distinct l.virtualtransaction as id from pg_locks l join pg_stat_activity a using (pid)
     where a.datname = current_database() and l.pid <> pg_backend_pid()
       and (l.relation = 'public.customers'::regclass and l.mode = 'RowExclusiveLock'
         or l.locktype = 'virtualxid' and a.usename = 'api_login')`
  let earlier = (await query(running)).map(({ id }) => id)
  for (const started = Date.now(); earlier.length > 0; await sleep(20)) {
    if (Date.now() - started > MAX_WAIT_MS) {
      throw new OperatorError(
        'The tenant is connected, but a transaction that changes customers has been running for 10 seconds. Run the ' +
          'command again to link the events that are waiting.',
      )
    }
    const now = (await query(running)).map(({ id }) => id)
    earlier = earlier.filter((id) => now.includes(id))
  }
}
