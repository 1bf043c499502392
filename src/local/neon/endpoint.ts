import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseAddress } from './connection-string.ts'
import { createConnections } from './connections.ts'
import { authenticateWith, logIn } from './credentials.ts'
import { describeError, HttpError } from './errors.ts'
import { MAX_BYTES } from './query.ts'
import { readMode, readPayload } from './request.ts'
import { runBatch, runSingle } from './statements.ts'

/** Numbers of requests to `/sql` and of statements in them, without begin and commit, since the start. */
export type Stats = { requests: number; statements: number }

/** A running endpoint. */
export type NeonEndpoint = {
  /** `http://127.0.0.1:<port>/sql` */
  url: string
  stats(): Stats
  close(): Promise<void>
}

/** Options of an endpoint. */
export type NeonEndpointOptions = {
  database: DatabaseAddress
  /** `postgres://` URL of a superuser, who can read the roles' passwords. Without it, each request logs in again. */
  superuserUrl?: string
  /** Delay added to each response, in milliseconds, to simulate a distant database. */
  latency?: number
  /** Port of 127.0.0.1; any free one by default. */
  port?: number
}

/**
 * Serves one PostgreSQL database over Neon's HTTP protocol, as used by `@neondatabase/serverless` 1.2, on loopback.
 * Source: neondatabase/neon, `proxy/src/serverless/sql_over_http.rs`.
 */
export async function startNeonEndpoint(options: NeonEndpointOptions): Promise<NeonEndpoint> {
  const { database, superuserUrl, latency = 0, port = 0 } = options
  const secrets = superuserUrl === undefined ? undefined : authenticateWith(superuserUrl)
  const connections = createConnections(database, secrets?.authenticate ?? logIn)
  const stats: Stats = { requests: 0, statements: 0 }

  async function handle(request: IncomingMessage, gone: AbortSignal): Promise<string> {
    const mode = readMode(request.headers)
    const payload = readPayload(await readBody(request))
    stats.statements += 'single' in payload ? 1 : payload.batch.length
    const lease = await connections.connect(request.headers['neon-connection-string'] as string | undefined)
    return 'single' in payload
      ? runSingle(lease, payload.single, mode, gone)
      : runBatch(lease, payload.batch, mode, gone)
  }

  const server = createServer(async (request, response) => {
    const { method, url } = request
    if (method === 'GET' && url === '/stats') return send(response, 200, JSON.stringify(stats))
    if (method !== 'POST' || url !== '/sql')
      return send(response, 404, '{"message":"Only POST /sql and GET /stats are supported."}')
    stats.requests += 1
    const gone = new AbortController()
    response.once('close', () => response.writableFinished || gone.abort())
    const [status, text] = await handle(request, gone.signal).then(
      (body) => [200, body] as const,
      (error) => {
        const { status, body } = describeError(error)
        return [status, JSON.stringify(body)] as const
      },
    )
    if (latency > 0) await sleep(latency)
    send(response, status, text)
  })
  // Longer than any client keeps an idle connection, so that the server never closes it first.
  server.keepAliveTimeout = 600_000
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The local endpoint has no port.')

  return {
    url: `http://127.0.0.1:${address.port}/sql`,
    stats: () => ({ ...stats }),
    async close() {
      server.close()
      server.closeAllConnections()
      connections.close()
      secrets?.close()
    },
  }
}

function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
    .end(text)
}

/** Reads the whole request even if it is too large: a client that is still sending would not read the response. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= MAX_BYTES) chunks.push(chunk)
  }
  if (length > MAX_BYTES) throw new HttpError(413, `request is too large (max is ${MAX_BYTES} bytes)`)
  return Buffer.concat(chunks)
}
