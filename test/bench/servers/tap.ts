import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request of the Worker to the endpoint, and the body of its response. */
export type RecordedRequest = { headers: Record<string, string>; body: string; response: string }

/** A proxy between the Worker and the endpoint that records every request. */
export type Tap = {
  url: string
  /** Does the work, and returns the requests that were sent during it. */
  record<Result>(work: () => Promise<Result>): Promise<{ result: Result; sent: RecordedRequest[] }>
  close(): void
}

export async function startTap(endpointPort: number): Promise<Tap> {
  let recorded: RecordedRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(request.headers)) {
      if (name.startsWith('neon-') || name === 'content-type') headers[name] = String(value)
    }
    const upstream = await fetch(`http://127.0.0.1:${endpointPort}/sql`, { method: 'POST', headers, body })
    const text = await upstream.text()
    recorded.push({ headers, body, response: text })
    response.writeHead(upstream.status, { 'content-type': 'application/json' }).end(text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`,
    async record(work) {
      recorded = []
      const result = await work()
      return { result, sent: recorded }
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
