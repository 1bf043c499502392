import { connect as connectSocket } from 'node:net'
import { Client } from 'pg'
import { type DatabaseAddress, readConnectionString, type Target } from './connection-string.ts'
import { type Authenticate, CONNECT_TIMEOUT_MS } from './credentials.ts'
import { connectError } from './errors.ts'

/** Maximum number of idle connections across all roles. As on Neon, any number can be in use. */
const MAX_IDLE = 20
const IDLE_TIMEOUT_MS = 300_000

/** Neon's statements for a connection that returns to the pool. They keep the plans of functions. */
const RESET = `
  close all;
  set session authorization default;
  reset all;
  deallocate all;
  unlisten *;
  select pg_advisory_unlock_all();
  discard temp;
  discard sequences;`

/** A connection that only one request uses. It ends with one of `giveBack` and `discard`. */
export type Lease = {
  client: Client
  /** Resets the connection and returns it to the pool. If the reset fails, it is closed. */
  giveBack(): void
  /** Closes the connection. The server rolls back, at the latest when it has executed the statement. */
  discard(): void
  /** Asks the server to cancel the statement. The connection must be discarded. */
  cancel(): void
}

/** A connection in the pool. `isReset` settles when it can be used. */
type Idle = { pool: string; client: Client; isReset: Promise<boolean>; timer: NodeJS.Timeout }

/** Connections to one database server. Every request is authenticated, even if it uses an open connection. */
export function createConnections(address: DatabaseAddress, authenticate: Authenticate) {
  const open = new Set<Client>()
  /** The least recently used first. */
  let idle: Idle[] = []

  async function create(target: Target): Promise<Client> {
    const { user } = target
    const client = new Client({
      ...target,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'neon-endpoint',
    })
    // The statement reports a lost server; without a listener, this error would end the process.
    client.on('error', () => undefined)
    client.once('end', () => close(client))
    open.add(client)
    await client.connect().catch((error) => {
      close(client)
      throw connectError(error, user)
    })
    return client
  }

  function close(client: Client): void {
    forget(client)
    open.delete(client)
    client.connection.stream.destroy()
  }

  function forget(client: Client): Idle | undefined {
    const found = idle.find((other) => other.client === client)
    if (found) clearTimeout(found.timer)
    idle = idle.filter((other) => other !== found)
    return found
  }

  /** The most recently used connection, if any. Without one, no check is needed: opening one is a check. */
  async function reuse(pool: string, check: () => Promise<void>): Promise<Client | undefined> {
    const last = idle.findLast((other) => other.pool === pool)
    if (!last) return undefined
    forget(last.client)
    const [isReset] = await Promise.all([last.isReset, check()]).catch((error) => {
      giveBack(last.client, pool)
      throw error
    })
    return isReset ? last.client : reuse(pool, check)
  }

  function giveBack(client: Client, pool: string): void {
    if (!open.has(client)) return
    // Outside a transaction, a rollback writes a warning to the server's log.
    const rollback = client.getTransactionStatus() === 'I' ? '' : 'rollback;'
    const isReset = client.query(rollback + RESET).then(
      () => true,
      () => false,
    )
    isReset.then((done) => done || close(client))
    if (idle.length >= MAX_IDLE) return void isReset.then(() => close(client))
    const timer = setTimeout(() => close(client), IDLE_TIMEOUT_MS).unref()
    idle.push({ pool, client, isReset, timer })
  }

  return {
    /** @throws HttpError 400 if the connection string is not valid, or as described at `connectError`. */
    async connect(text: string | undefined): Promise<Lease> {
      const target = readConnectionString(text, address)
      const pool = JSON.stringify([target.user, target.database, target.ssl])
      const pooled = await reuse(pool, () => authenticate(target)).catch((error) => {
        throw connectError(error, target.user)
      })
      const used = pooled ?? (await create(target))
      return {
        client: used,
        giveBack: () => giveBack(used, pool),
        discard: () => close(used),
        cancel: () => cancel(used, address),
      }
    },
    close(): void {
      for (const client of open) close(client)
    },
  }
}

/** Sends a CancelRequest, on a connection of its own as the protocol requires. */
function cancel(client: Client, { host, port }: DatabaseAddress): void {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  const message = Buffer.alloc(16)
  for (const [at, value] of [16, 80877102, processID, secretKey].entries()) message.writeInt32BE(value, at * 4)
  const socket = connectSocket(port, host, () => socket.end(message))
  socket.on('error', () => undefined).resume()
}
