import { setTimeout as sleep } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { Served } from '../served/api.ts'

/** Where a request can be stopped: within its first statement that writes, or when it commits. */
export type Place = 'statement' | 'commit'

const TABLES = ['customers', 'rules', 'instances', 'subscriptions', 'stripe_events', 'api_keys']
/** How long a request may take to be stopped or to finish, in milliseconds: less than the time limit of a request. */
const PATIENCE_MS = 4_000

/**
 * Creates triggers that stop a request at its gate if that is closed. They fire after all other triggers of a row.
 * `waiting_requests` is a function because PostgreSQL keeps its plan.
 */
export async function prepareGates({ superuser }: Served): Promise<void> {
  await superuser(`
    create table public.gates (id int generated always as identity, request_id text, place text,
                               primary key (request_id, place));
    create function public.pass_gate() returns trigger security definer language plpgsql set lock_timeout = '10s' as $$
    begin
      perform pg_advisory_xact_lock_shared(4711, id) from public.gates
        where request_id = current_setting('app.request_id', true) and place = tg_argv[0];
      return null;
    end $$;
    create function public.waiting_requests() returns bigint language plpgsql as $$
    begin
      return (select count(*) from pg_stat_get_activity(null)
               where usesysid = 'api_login'::regrole and wait_event_type = 'Lock');
    end $$;
    revoke all on function public.pass_gate(), public.waiting_requests() from public`)
  for (const table of TABLES) {
    const gate = (place: Place) => `after insert or update or delete on public.${table}
      ${place === 'commit' ? 'deferrable initially deferred' : ''}
      for each row execute function public.pass_gate('${place}')`
    await superuser(`create trigger zz_statement ${gate('statement')};
                     create constraint trigger zz_commit ${gate('commit')}`)
  }
}

/** What stops requests until it is released: at the latest when its scope ends, so that no failed test keeps it. */
interface Held extends AsyncDisposable {
  release(): Promise<void>
}

/** Closes the gate of a request until it is released. */
export async function closeGate({ superuser, owner }: Served, requestId: string, place: Place): Promise<Held> {
  const [gate] = await superuser('insert into public.gates (request_id, place) values ($1, $2) returning id', [
    ...[requestId, place],
  ])
  const client = await owner.connect()
  await client.query('select pg_advisory_lock(4711, $1)', [gate?.id])
  return heldBy(client, () => client.query('select pg_advisory_unlock(4711, $1)', [gate?.id]))
}

/** Locks every row of the tenant, and the lock of its Stripe events, until they are released. */
export async function lockRows({ owner }: Served, tenantId: string): Promise<Held> {
  const client = await owner.connect()
  await client.query('begin')
  await client.query(`select pg_advisory_xact_lock(hashtextextended($1::uuid || ' stripe', 0))`, [tenantId])
  for (const table of ['customers', 'rules', 'instances', 'api_keys']) {
    await client.query(`select from ${table} where tenant_id = $1 for update`, [tenantId])
  }
  return heldBy(client, () => client.query('rollback'))
}

function heldBy(client: PoolClient, end: () => Promise<unknown>): Held {
  let isHeld = true
  const release = async () => {
    if (!isHeld) return
    isHeld = false
    await end().finally(() => client.release())
  }
  return { release, [Symbol.asyncDispose]: release }
}

/**
 * Waits until a request has finished, or until this many requests wait for a lock.
 * @returns whether it is waiting.
 */
export async function isStopped({ superuser }: Served, request: Promise<unknown>, waiting: number): Promise<boolean> {
  let isDone = false
  const noteEnd = () => {
    isDone = true
  }
  request.then(noteEnd, noteEnd)
  const end = performance.now() + PATIENCE_MS
  while (performance.now() < end) {
    if (isDone) return false
    const [row] = await superuser('select public.waiting_requests() as waiting')
    if (Number(row?.waiting) >= waiting) return true
    await sleep(5)
  }
  throw new Error('the request has neither finished nor been stopped')
}
