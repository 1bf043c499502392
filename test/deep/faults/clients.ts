import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Api, ApiRequest } from '../served/api.ts'

/** Sends a request and disconnects once it has reached the database. */
export async function disconnecting(api: Api, { method, path, key, body, headers }: ApiRequest, id: string) {
  const { requests } = await api.endpoint.counts()
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const sent: Record<string, unknown> = {
    ...{ Host: 'api.example', 'X-Request-Id': id, ...(key && { 'X-Api-Key': key }), ...headers },
    ...(text && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
  }
  const head = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(api.port, '127.0.0.1').on('error', () => undefined)
  socket.write(`${method} ${path} HTTP/1.1\r\n${head.join('')}\r\n${text}`)
  while ((await api.endpoint.counts()).requests === requests) await sleep(5)
  socket.destroy()
  return undefined
}

/** A body that takes three seconds. */
export function sendingSlowly(request: ApiRequest): ApiRequest {
  const text = JSON.stringify(request.body)
  return { ...request, body: streamOf([text.slice(0, 5), text.slice(5)]) }
}

/** A body that never ends. */
export function sendingNothing(request: ApiRequest): ApiRequest {
  return { ...request, body: streamOf(['{', '"']).pipeThrough(new TransformStream({ flush: () => sleep(60_000) })) }
}

function streamOf(parts: string[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const part = parts.shift()
      if (part === undefined) return controller.close()
      controller.enqueue(encoder.encode(part))
      if (parts.length > 0) await sleep(3_000)
    },
  })
}
