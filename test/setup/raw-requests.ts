import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Canaries, CanaryTarget } from './canary-traffic.ts'

/** The rest of a request, after its first headers, that no HTTP client would send. */
type Rest = (canaries: Canaries) => string

export const RAW_REQUESTS: [name: string, Rest][] = [
  ['a body that is shorter than declared', (c) => `Content-Length: 500\r\n\r\n{"email":"${c.email}"`],
  ['a body that is longer than declared', (c) => `Content-Length: 2\r\n\r\n{}{"email":"${c.email}"}\r\n\r\n`],
  ['a length that is not a number', (c) => `Content-Length: ${c.header}\r\n\r\n{}`],
  ['two lengths', (c) => `Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}{"email":"${c.email}"}`],
  ['a broken chunk', (c) => `Transfer-Encoding: chunked\r\n\r\n${c.value}\r\n{}\r\n0\r\n\r\n`],
  ['a header without a name', (c) => `: ${c.header}\r\n\r\n`],
  ['a NUL in a header', (c) => `X-Api-Key: ${c.credential}\0\r\n\r\n`],
  ['a header of 300 KB', (c) => `Cookie: ${c.header.repeat(10_000)}\r\n\r\n`],
]

/** Sends a request to create a customer, then ends the connection. @returns the response, empty if there is none. */
export async function sendRaw({ api, key }: CanaryTarget, canaries: Canaries, rest: Rest): Promise<string> {
  const { hostname, port } = new URL(api)
  const socket = connect(Number(port), hostname)
  let response = ''
  socket.setEncoding('utf8').on('data', (chunk) => {
    response += chunk
  })
  const closed = new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
  const headers = ['Host: a.example', `X-Api-Key: ${key}`, 'Content-Type: application/json', rest(canaries)]
  socket.write([`POST /v1/customers?${canaries.parameter}=1 HTTP/1.1`, ...headers].join('\r\n'))
  await Promise.race([closed, sleep(500)])
  socket.destroy()
  return response
}
