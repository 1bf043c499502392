import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What KV or the rate limiter does instead of working. */
export type PlatformFault = 'hang' | 'fail' | 'garbage'
/** A method of KV, or `limit` for the rate limiter. */
export type PlatformMethod = 'get' | 'put' | 'delete' | 'limit'

const METHODS: Record<string, PlatformMethod> = { GET: 'get', PUT: 'put', DELETE: 'delete', POST: 'limit' }

/** Stands in for Cloudflare's KV and its rate limiters, over the protocols of `workerd`. Limits are never exceeded. */
export async function startPlatform() {
  const entries = new Map<string, Buffer>()
  const faults = new Map<PlatformMethod, PlatformFault>()

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const method = METHODS[request.method ?? ''] ?? 'get'
    const [name = ''] = (request.url ?? '').split('?')
    const body = await buffer(request)
    const fault = faults.get(method)
    if (fault === 'hang') return
    if (fault === 'fail') return response.writeHead(500).end()
    if (fault === 'garbage') return response.end('{"hello":"world"}')
    if (method === 'limit') return response.end('{"success":true}')
    if (method === 'put') entries.set(name, body)
    if (method === 'delete') entries.delete(name)
    const entry = entries.get(name)
    return entry || method !== 'get' ? response.end(entry) : response.writeHead(404).end()
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.destroy(error as Error))
  }).listen(0, '127.0.0.1')
  server.keepAliveTimeout = 600_000
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Replaces all faults. */
    inject(next: Partial<Record<PlatformMethod, PlatformFault>> = {}) {
      faults.clear()
      for (const [method, fault] of Object.entries(next)) faults.set(method as PlatformMethod, fault)
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
