import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the Worker sent to the endpoint in one round trip, and what it was answered. */
export type Sent = { headers: Record<string, string>; body: string; answer: string }

/** A place between the Worker and the endpoint where every request is written down. */
export type Tap = {
  url: string
  /** Runs something, and tells what was sent meanwhile. */
  record<Result>(work: () => Promise<Result>): Promise<{ result: Result; sent: Sent[] }>
  close(): void
}

export async function startTap(endpointPort: number): Promise<Tap> {
  let recorded: Sent[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const headers: Record<string, string> = {}
    for (const [name, value] of Object.entries(request.headers)) {
      if (name.startsWith('neon-') || name === 'content-type') headers[name] = String(value)
    }
    const answer = await fetch(`http://127.0.0.1:${endpointPort}/sql`, { method: 'POST', headers, body })
    const text = await answer.text()
    recorded.push({ headers, body, answer: text })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
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
