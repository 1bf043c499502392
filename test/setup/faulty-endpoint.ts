import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Handles a call to the database instead of forwarding it. `forward` runs it and returns the real response. */
export type Fault = (response: ServerResponse, forward: () => Promise<string>) => unknown

export type FaultyEndpoint = {
  url: string
  /** Calls since the start. */
  calls(): number
  /** Applies a fault to the next calls: to this many, or to all until the next `inject`. */
  inject(fault: Fault | undefined, calls?: number): void
  close(): void
}

/** Starts a server that passes calls on to the endpoint, unless a fault is injected. */
export async function startFaultyEndpoint(endpoint: string): Promise<FaultyEndpoint> {
  let calls = 0
  let current: { fault: Fault; left: number } | undefined

  async function handle(request: IncomingMessage, response: ServerResponse) {
    calls += 1
    const forward = async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const headers = Object.entries(request.headers).filter(([name]) => name.startsWith('neon-')) as [string, string][]
      const real = await fetch(endpoint, { method: 'POST', headers, body: Buffer.concat(chunks) })
      response.statusCode = real.status
      return real.text()
    }
    if (current && current.left > 0) {
      current.left -= 1
      await current.fault(response, forward)
    } else response.end(await forward())
  }

  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`,
    calls: () => calls,
    inject(fault, left = Number.POSITIVE_INFINITY) {
      current = fault && { fault, left }
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Responds with this text, without running anything. */
export const respondWith =
  (status: number, text: string, headers: Record<string, string> = {}): Fault =>
  (response) =>
    response.writeHead(status, headers).end(text)

/** Runs the call, and responds with something else. */
export const afterwards =
  (fault: (response: ServerResponse, text: string) => unknown): Fault =>
  async (response, forward) =>
    fault(response, await forward())

export const disconnect: Fault = (response) => response.destroy()
export const loseResponse = afterwards((response) => response.destroy())
export const neverRespond: Fault = () => undefined
export const drip: Fault = (response) => {
  response.writeHead(200)
  const timer = setInterval(() => response.write(' '), 100)
  response.once('close', () => clearInterval(timer))
}
export const truncate = afterwards((response, text) => response.end(text.slice(0, text.length / 2)))
export const tooFewResults = afterwards((response, text) => {
  const { results } = JSON.parse(text) as { results: unknown[] }
  response.end(JSON.stringify({ results: results.slice(0, -1) }))
})
export const tooManyResults = afterwards((response, text) => {
  const { results } = JSON.parse(text) as { results: unknown[] }
  response.end(JSON.stringify({ results: [...results, ...results] }))
})
