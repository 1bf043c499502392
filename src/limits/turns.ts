import { ApiError } from '../errors/api-error.ts'
import { Distance } from './distance.ts'
import { LATE, within } from './time-limit.ts'

/** Batches that a tenant may have in flight: as the only active one; at least and at most alongside others. */
const ALONE = 8
const BESIDE_OTHERS = 1
const MOST = 16
/** Milliseconds for which a batch occupies the database. The rest of its time, it is on its way. */
const OCCUPIED_MS = 2
/** How long a tenant counts as active after its last batch, in milliseconds. */
const ACTIVE_MS = 1_000
/** How often tenants that are no longer active are removed. */
const SWEEP_MS = 100
const MAX_WAITING = 256
/** Leaves enough of a request's 5 seconds for the batch itself. */
const MAX_WAIT_MS = 2_500
/** Longer than a batch takes. A turn still open after this time never ends, because its request was cancelled. */
const TURN_MS = 10_000
/** Maximum time until a waiting request uses its turn, unless it was cancelled. */
const START_MS = 100

/** Does some work when it is a tenant's turn. */
export type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>

/** A batch in flight, and the time by which it must end. */
interface Batch {
  until: number
}
interface Waiting {
  until: number
  start: (turn: Batch) => void
}
interface Tenant {
  running: Set<Batch>
  waiting: Waiting[]
  lastAt: number
}

/**
 * Shares the connections to the database among tenants: each tenant has only a few batches in flight; its further
 * batches wait for these, not for those of other tenants.
 */
export class Turns {
  readonly #tenants = new Map<string, Tenant>()
  readonly #distance = new Distance()
  #sweepAt = 0

  /** Does the work when it is the tenant's turn. Errors: `rate_limited` if that takes too long; those of the work. */
  async run<Result>(tenantId: string, work: () => Promise<Result>): Promise<Result> {
    const tenant = this.#enter(tenantId)
    const turn = await this.#turnOf(tenant)
    try {
      const startedAt = Date.now()
      turn.until = startedAt + TURN_MS
      tenant.running.add(turn)
      const result = await work()
      this.#distance.note(Date.now() - startedAt)
      return result
    } finally {
      tenant.running.delete(turn)
      tenant.lastAt = Date.now()
      this.#startNext(tenant)
    }
  }

  #enter(tenantId: string): Tenant {
    const now = Date.now()
    if (now >= this.#sweepAt) {
      this.#sweepAt = now + SWEEP_MS
      for (const [id, tenant] of this.#tenants) {
        forgetCancelled(tenant, now)
        if (tenant.running.size + tenant.waiting.length === 0 && tenant.lastAt + ACTIVE_MS < now)
          this.#tenants.delete(id)
      }
    }
    const tenant = this.#tenants.get(tenantId) ?? { running: new Set(), waiting: [], lastAt: now }
    this.#tenants.set(tenantId, tenant)
    return tenant
  }

  async #turnOf(tenant: Tenant): Promise<Batch> {
    this.#startNext(tenant)
    const now = Date.now()
    if (tenant.waiting.length === 0 && tenant.running.size < this.#share()) return start(tenant, now)
    if (tenant.waiting.length >= MAX_WAITING) throw new ApiError('rate_limited', TOO_MANY)

    const waiting = { until: now + MAX_WAIT_MS } as Waiting
    const started = new Promise<Batch>((resolve) => {
      waiting.start = resolve
    })
    tenant.waiting.push(waiting)
    const turn = await within(MAX_WAIT_MS, started)
    if (turn !== LATE) return turn
    tenant.waiting = tenant.waiting.filter((other) => other !== waiting)
    throw new ApiError('rate_limited', TOO_MANY)
  }

  /** Starts waiting batches while the tenant may have more in flight. */
  #startNext(tenant: Tenant): void {
    const now = Date.now()
    forgetCancelled(tenant, now)
    while (tenant.running.size < this.#share()) {
      const next = tenant.waiting.shift()
      if (!next) return
      next.start(start(tenant, now))
    }
  }

  /** How many batches a tenant may have in flight: alongside others, just enough to keep the database busy. */
  #share(): number {
    const least = this.#tenants.size > 1 ? BESIDE_OTHERS : ALONE
    return Math.min(MOST, Math.max(least, Math.floor(this.#distance.milliseconds / OCCUPIED_MS)))
  }
}

/** Ends the turns of requests that were cancelled, for example because their clients disconnected. */
function forgetCancelled(tenant: Tenant, now: number): void {
  for (const turn of tenant.running) if (turn.until < now) tenant.running.delete(turn)
  tenant.waiting = tenant.waiting.filter(({ until }) => until > now)
}

function start(tenant: Tenant, now: number): Batch {
  const turn = { until: now + START_MS }
  tenant.running.add(turn)
  return turn
}

const TOO_MANY = {
  detail: 'The tenant has too many requests in progress. Wait for their responses before you send more.',
  headers: { 'Retry-After': '1' },
}
