import { ApiError } from '../errors/api-error.ts'
import { BoundedMap } from './bounded-map.ts'
import { wait } from './time-limit.ts'

/** Lookups that an address may cause at once. Each interval allows one more. */
const BURST = 10
const INTERVAL_MS = 1_000
/** Names that one lookup can find. */
const BATCH_SIZE = 100
/** A batch still running after this time never ends, because the request that started it was cancelled. */
const BATCH_MS = 10_000
const ADDRESSES = 1_000

interface Allowance<Row> {
  /** Number of lookups, and the time at which it applied. */
  lookups: number
  at: number
  batch?: { names: Set<string>; startedAt: number; rows: Promise<Map<string, Row>> }
}

/** What a lookup needs. `read` returns the rows of the names that have one. */
export interface LookupRequest<Row> {
  address: string
  read: (names: string[]) => Promise<Map<string, Row>>
  /** Whether a lookup that finds this row does not count. */
  isFree: (row: Row) => boolean
  waitUntil: (work: Promise<unknown>) => void
}

/**
 * Limits the lookups of made-up keys: an address may cause ten at once, then one per second. That one reads the names
 * of all waiting requests, so a valid key is found within a second whatever others send from its address.
 */
export class AddressLimit<Row> {
  readonly #allowances = new BoundedMap<Allowance<Row>>(ADDRESSES)

  /** Errors: `rate_limited` if too many names wait; those of `read`. */
  async find(name: string, { address, read, isFree, waitUntil }: LookupRequest<Row>): Promise<Row | undefined> {
    const allowance = this.#allowanceOf(address)
    if (!allowance.batch && take(allowance)) {
      const row = (await read([name])).get(name)
      if (row && isFree(row)) allowance.lookups = Math.min(BURST, allowance.lookups + 1)
      return row
    }

    allowance.batch ??= start(allowance, read)
    const { names, rows } = allowance.batch
    // Continues if the client of the request that started it disconnects.
    waitUntil(rows.catch(() => undefined))
    if (!names.has(name) && names.size >= BATCH_SIZE) throw new ApiError('rate_limited', TOO_MANY_KEYS)
    names.add(name)
    return (await rows).get(name)
  }

  /** Whether the address may cause a lookup now, which then counts. */
  allows(address: string): boolean {
    return take(this.#allowanceOf(address))
  }

  /** Takes away the lookups that an address may cause at once if it fails too often. */
  exhaust(address: string): void {
    const allowance = this.#allowanceOf(address)
    allowance.lookups = Math.min(allowance.lookups, 0)
  }

  #allowanceOf(address: string): Allowance<Row> {
    const now = Date.now()
    const allowance: Allowance<Row> = this.#allowances.get(address) ?? { lookups: BURST, at: now }
    this.#allowances.set(address, allowance)
    allowance.lookups = Math.min(BURST, allowance.lookups + (now - allowance.at) / INTERVAL_MS)
    allowance.at = now
    if (allowance.batch && now - allowance.batch.startedAt > BATCH_MS) allowance.batch = undefined
    return allowance
  }
}

function take(allowance: Allowance<unknown>): boolean {
  if (allowance.lookups < 1) return false
  allowance.lookups -= 1
  return true
}

/** Reads the names that are added until the next lookup is allowed. */
function start<Row>(allowance: Allowance<Row>, read: LookupRequest<Row>['read']): Allowance<Row>['batch'] & object {
  const names = new Set<string>()
  const readAll = async () => {
    await wait((1 - allowance.lookups) * INTERVAL_MS)
    allowance.batch = undefined
    // May be negative for a moment, because timers are not exact.
    allowance.lookups -= 1
    return read([...names])
  }
  return { names, startedAt: Date.now(), rows: readAll() }
}

const TOO_MANY_KEYS = {
  detail: 'Too many unknown API keys were sent from this address. Try again in a second.',
  headers: { 'Retry-After': '1' },
}
