import type { KVNamespace } from '@cloudflare/workers-types'
import { LATE, within } from '../limits/time-limit.ts'
import { type CachedCaller, readEntry, writeEntry } from './cached-caller.ts'

/** How long KV keeps an entry, and how long each Cloudflare location keeps its copy, in seconds. */
const ENTRY_SECONDS = 86_400
const COPY_SECONDS = 3_600
/**
 * Maximum wait for KV, in milliseconds: for a read, and for a change in the background. Timers are inexact, and a KV
 * that hangs should add at most 150 ms.
 */
const READ_MS = 145
const CHANGE_MS = 5_000

const nameOf = (hash: string) => `key:${hash}`

/**
 * Reads an entry. Undefined if there is none, or if KV fails or is too slow; `onLate` then receives the entry if it
 * still arrives. An invalid entry counts as missing and is deleted.
 */
export async function readCache(
  kv: KVNamespace,
  hash: string,
  { onLate, waitUntil }: { onLate: (entry: CachedCaller) => void; waitUntil: (work: Promise<unknown>) => void },
): Promise<CachedCaller | undefined> {
  const read = async () => {
    const text = await kv.get(nameOf(hash), { type: 'text', cacheTtl: COPY_SECONDS })
    if (text === null) return undefined
    const entry = readEntry(text)
    if (!entry) waitUntil(deleteFromCache(kv, hash))
    return entry
  }
  const reading = read().catch(() => undefined)
  const entry = await within(READ_MS, reading)
  if (entry !== LATE) return entry
  reading.then((late) => late && onLate(late))
  return undefined
}

/** Stores an entry in the background. A failure costs only time. */
export function writeToCache(kv: KVNamespace, hash: string, entry: CachedCaller): Promise<unknown> {
  return change(async () => kv.put(nameOf(hash), writeEntry(entry), { expirationTtl: ENTRY_SECONDS }))
}

/** Deletes an entry in the background. A failure costs only time. */
export function deleteFromCache(kv: KVNamespace, hash: string): Promise<unknown> {
  return change(async () => kv.delete(nameOf(hash)))
}

function change(work: () => Promise<void>): Promise<unknown> {
  return within(
    CHANGE_MS,
    work().catch(() => undefined),
  )
}
