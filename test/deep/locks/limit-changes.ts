import { replace, type SourceChange } from './source-change.ts'

/** Changes that let requests wait for each other, and the test that notices. */
const CHANGES: [name: string, edit: SourceChange['edits'][number], test: string, named: string, says: string][] = [
  [
    'retries do not vary their wait',
    replace('src/db/retry.ts', 'return average * (0.5 + Math.random())', 'return average'),
    'node/retries',
    'retries wait from half to one and a half times',
    'Vary the wait before a retry in src/db/retry.ts',
  ],
  [
    'a check of the login role that never ends is not repeated',
    replace('src/db/login-check.ts', 'this.#until = Date.now() + LOST_MS', 'this.#until = Infinity'),
    'node/login-check',
    'is repeated after six seconds if it never ended',
    'A check that never ends must not keep an isolate from serving',
  ],
  [
    'Stripe events wait for no turn',
    replace('src/stripe/webhook.ts', 'deadline, turn })', 'deadline, turn: (work) => work() })'),
    'worker/turns',
    'many Stripe events to a locked row do not delay another tenant',
    'Every batch of a tenant must wait for its turn',
  ],
  [
    'requests with a key wait for no turn',
    replace('src/guard/guard.ts', 'shared.turns.run(caller.tenantId, work)', 'work()'),
    'worker/turns',
    'many writes to a locked row do not delay another tenant',
    'Every batch of a tenant must wait for its turn',
  ],
  [
    'a Stripe event does not lock its customers first',
    replace(
      'migrations/0012_stripe_sync.sql',
      '  perform app.lock_linkable_customers(array[p_stripe_customer]);\n',
      '',
    ),
    'node/stripe-locks',
    'an event',
    'app.sync_stripe_customer must first call app.lock_linkable_customers',
  ],
]

/** What keeps requests from waiting for each other, or for too long. */
export const LIMIT_CHANGES = CHANGES.map(([name, edit, test, named, says]): SourceChange => {
  return { name, edits: [edit], check: { tests: [`test/${test}.test.ts`], named }, says }
})
