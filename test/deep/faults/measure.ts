import { setTimeout as sleep } from 'node:timers/promises'
import type { Api, ApiRequest, Served } from '../served/api.ts'
import { disconnecting, sendingNothing, sendingSlowly } from './clients.ts'
import { type FaultCase, isGlobal } from './fault.ts'
import { KINDS, type Kind, type KindName } from './requests.ts'

export interface Measurement {
  /** As in `FaultCase.outcomes`. */
  outcome: string
  /** Milliseconds until the response was complete, without the time in which the client sent the body. */
  ms: number
}

/** The most retries of a request, which are also those that an isolate allows at first. */
const MAX_RETRIES = 2

/** Creates what the server-side faults need: a trigger that looks up the row's fault by the name of a customer. */
export async function prepareFaults({ superuser }: Served): Promise<void> {
  await superuser(`
    create table public.row_faults (company_name text primary key, action text not null, times int);
    create function public.row_fault() returns trigger security definer language plpgsql as $$
    declare
      fault public.row_faults;
    begin
      select * into fault from public.row_faults f where f.company_name = new.company_name;
      if fault.action is null or nextval(format('public.%I', fault.company_name)) > fault.times then return new; end if;
      case split_part(fault.action, ' ', 1)
        when 'sleep' then perform pg_sleep(9);
        when 'terminate' then perform pg_terminate_backend(pg_backend_pid());
        when 'read' then perform set_config('transaction_read_only', 'on', true);
        else raise exception 'a fault' using errcode = split_part(fault.action, ' ', 2);
      end case;
      return new;
    end $$;
    revoke all on function public.row_fault() from public;
    create trigger row_fault before insert or update on public.customers
      for each row execute function public.row_fault()`)
}

/** Sends one request under a fault, and the same one after it. */
export async function measure(served: Served, api: Api, fault: FaultCase, name: KindName): Promise<Measurement> {
  const { query } = served
  const kind: Kind = KINDS[name]
  const tenant = await served.newTenant()
  const mark = crypto.randomUUID().replaceAll('-', '')
  await kind.prepare?.(query, tenant, mark)
  // Looks the key up.
  const warmUp = () => api.send({ method: 'GET', path: '/v1/api-keys/me', key: tenant.key })
  if (!kind.isCold) await api.settled(warmUp, 2)

  const rows = async () => (kind.rows ? Number((await query(kind.rows, [tenant.id, mark]))[0]?.n) : undefined)
  const end = await begin(served, api, fault, tenant.id, mark)
  const { requests: before } = await api.endpoint.counts()
  const start = performance.now()
  const id = crypto.randomUUID()
  const response = await sendOnce(api, fault, kind.request(tenant, mark), id)
  const ms = performance.now() - start - clientMs(fault)
  const { requests: after } = await api.endpoint.counts()
  const line = response && (await lineOf(api, id, response))
  // Statements that the Worker no longer waits for may still be running.
  await sleep(fault.client ? 1_000 : 0)
  if (isGlobal(fault)) await end()
  const written = await rows()
  if (!isGlobal(fault)) await end()
  const repeated = await repeat(() => api.send(kind.request(tenant, mark)))
  await sleep(lateMs(fault))
  await api.recover(usedRetries(line, after - before))

  const columns = [
    response ? describe(response) : 'no response',
    after - before,
    reasonOf(line, fault) || '–',
    written ?? '–',
    [describe(repeated), await rows()].filter((part) => part !== undefined).join(', '),
  ]
  return { outcome: columns.join(' | '), ms }
}

/** How long the response waits for the client. A body may take 10 seconds to arrive. */
const clientMs = ({ client }: FaultCase) =>
  ({ 'sends slowly': 3_000, 'sends nothing': 10_000, disconnects: 0 })[client ?? 'disconnects']

/** How long after the response a call can arrive at the database. */
const lateMs = ({ endpoint = [] }: FaultCase) =>
  endpoint.some((step) => typeof step === 'object' && step.fault === 'deliver_late') ? 2_500 : 0

/** Sends a request again while the first one is still being processed. */
async function repeat(send: () => Promise<Sent>): Promise<Sent> {
  for (let tries = 0; ; tries += 1) {
    const response = await send()
    if (response.json?.code !== 'idempotency_in_progress' || tries === 5) return response
    await sleep(Number(response.headers.get('Retry-After')) * 1_000)
  }
}

type Sent = Awaited<ReturnType<Api['send']>>

function sendOnce(api: Api, { client }: FaultCase, request: ApiRequest, id: string): Promise<Sent | undefined> {
  if (client === 'disconnects') return disconnecting(api, request, id)
  if (client === 'sends slowly') return api.send(sendingSlowly(request), id)
  if (client === 'sends nothing') return api.send(sendingNothing(request), id)
  return api.send(request, id)
}

/** Starts the fault. @returns what ends it. */
async function begin({ superuser, owner }: Served, api: Api, fault: FaultCase, tenantId: string, mark: string) {
  if (fault.server) await superuser(fault.server.begin)
  // Until the endpoint has noticed that its connections have ended.
  if (fault.server) await sleep(200)
  if (fault.database) {
    const { action, times = null } = fault.database
    await superuser(`create sequence public."${mark}"`)
    await superuser('insert into row_faults values ($1, $2, $3)', [mark, action, times])
  }
  const other = fault.lock && (await owner.connect())
  await other?.query('begin')
  if (fault.lock === 'table') await other?.query('lock table customers')
  if (fault.lock === 'row') {
    await other?.query(`update customers set industry = 'x' where company_name = $1`, [mark])
    await other?.query('insert into customers (tenant_id, email) values ($1, $2)', [tenantId, `${mark}@x.example`])
  }
  api.platform.inject(fault.platform)
  await api.endpoint.inject(...(fault.endpoint ?? []))
  return async () => {
    await api.endpoint.inject()
    api.platform.inject()
    await other?.query('rollback')
    other?.release()
    if (fault.server) await superuser(fault.server.end)
    if (fault.database) await superuser('delete from row_faults where company_name = $1', [mark])
  }
}

/** For example `503 outcome_unknown 2s`. */
function describe({ status, json, headers, text, isCutOff }: Sent): string {
  const retryAfter = headers.get('Retry-After')
  const lines = headers.get('Content-Type')?.includes('ndjson') ? `${text.split('\n').length - 1} lines` : undefined
  const replayed = headers.has('Idempotent-Replayed') ? 'replayed' : undefined
  const parts = [
    status,
    json?.code ?? json?.status,
    retryAfter && `${retryAfter}s`,
    replayed,
    isCutOff ? 'cut off' : lines,
  ]
  return parts.filter(Boolean).join(' ')
}

/** What the API has logged about a request: a stream has two lines, one at its start and one at its end. */
function lineOf(api: Api, id: string, { headers }: Sent): Promise<Line> {
  return api.lineOf(id, headers.get('Content-Type')?.includes('ndjson') ? 2 : 1)
}

type Line = Awaited<ReturnType<Api['lineOf']>>

/** How many retries the API must be allowed again. A retry that succeeds allows others by itself. */
function usedRetries(line: Line | undefined, calls: number): number {
  if (!line) return MAX_RETRIES
  return line.failure ? Math.min(MAX_RETRIES, Math.max(0, calls - 1)) : 0
}

/** The reasons of the retries and of the failure. */
function reasonOf({ retried = [], failure, limiter }: Line = {}, { platform }: FaultCase): string {
  const last = typeof failure === 'object' ? Object.values(failure as object)[0] : failure
  // On a busy machine, the stand-in for the limiter may be too slow in any row.
  const ofLimiter = platform?.limit && limiter && `limiter ${limiter}`
  const reasons = [...(retried as string[]), last, ofLimiter].filter(Boolean)
  const times = Map.groupBy(reasons, (reason) => reason)
  return [...times].map(([reason, all]) => (all.length > 1 ? `${all.length} × ${reason}` : reason)).join(', ')
}
