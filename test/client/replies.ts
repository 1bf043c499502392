import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A response, `lose` for a connection that ends without one, or `hang` for one that never comes. */
export type Reply = { status: number; headers?: Record<string, string>; body?: unknown } | 'lose' | 'hang'

export type Received = { method: string; url: string; headers: IncomingHttpHeaders; body: string; at: number }

/** A server with these replies, one per request, the last one for all others. It stops at the end of the test. */
export async function startReplies(...replies: Reply[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    let body = ''
    for await (const chunk of request) body += chunk
    received.push({ method, url, headers, body, at: performance.now() })
    reply(response, replies[Math.min(received.length, replies.length) - 1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

function reply(response: ServerResponse, reply: Reply | undefined): void {
  if (reply === 'lose') response.destroy()
  if (typeof reply !== 'object') return
  const { status, headers, body } = reply
  const isText = typeof body === 'string'
  response.writeHead(status, { 'Content-Type': isText ? 'text/html' : 'application/json', ...headers })
  response.end(isText ? body : body && JSON.stringify(body))
}

/** An error of the API. */
export function rejected(status: number, code: string, headers?: Record<string, string>): Reply {
  return { status, headers, body: { detail: `A sentence about ${code}.`, code, request_id: 'request-1' } }
}
