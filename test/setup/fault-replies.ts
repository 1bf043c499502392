import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault, FaultName } from './faults.ts'

/** A response of the real endpoint. */
export type Real = { status: number; headers: Record<string, string>; body: Buffer }

/** How often a faulty request is delivered, and what is sent back. */
type Behavior = {
  deliveries: number
  /** Milliseconds before the delivery, which then takes place even if the client is gone. */
  wait?: (fault: Fault) => number
  reply: (response: ServerResponse, real: Real, fault: Fault) => unknown
}

const HTML = '<html><body><h1>An error of a proxy</h1></body></html>'
const NOTHING: Real = { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"results":') }

/** Sends the response of the real endpoint. */
export const passOn = (response: ServerResponse, { status, headers, body }: Real) =>
  response.writeHead(status, headers).end(body)

const reset = (response: ServerResponse) => response.socket?.resetAndDestroy()

const json = (response: ServerResponse, status: number, message: string, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ message }))

const html = (status: number): Behavior => ({
  deliveries: 0,
  reply: (response) => response.writeHead(status, { 'content-type': 'text/html' }).end(HTML),
})

/** Sends the headers of the complete body. */
const start = (response: ServerResponse, { status, headers, body }: Real) =>
  response.writeHead(status, { ...headers, 'content-length': body.length })

const withResults = (change: (results: unknown[], fault: Fault) => unknown[]): Behavior => ({
  deliveries: 1,
  reply(response, real, fault) {
    const content = JSON.parse(real.body.toString())
    const body = Buffer.from(JSON.stringify({ ...content, results: change(content.results ?? [content], fault) }))
    passOn(response, { ...real, body })
  },
})

function withoutColumn(result: unknown, column: string): unknown {
  const { fields, rows, ...rest } = result as { fields: { name: string }[]; rows: unknown[][] }
  const isLeft = (_: unknown, place: number) => fields[place]?.name !== column
  return { ...rest, fields: fields.filter(isLeft), rows: rows.map((row) => row.filter(isLeft)) }
}

const half = (body: Buffer) => body.subarray(0, body.length / 2)

export const behaviors: Record<FaultName, Behavior> = {
  refuse: { deliveries: 0, reply: reset },
  hang: { deliveries: 0, reply: () => undefined },
  internal_error: { deliveries: 0, reply: (response) => json(response, 500, 'Internal error') },
  bad_gateway: html(502),
  html_200: html(200),
  html_400: html(400),
  empty: { deliveries: 0, reply: (response) => response.writeHead(200).end() },
  too_many_requests: {
    deliveries: 0,
    reply: (response, _, { retryAfter = '7' }) =>
      json(response, 429, 'Too many requests', { 'retry-after': retryAfter }),
  },
  truncate: {
    deliveries: 1,
    reply: (response, real) => start(response, real).write(half(real.body), () => reset(response)),
  },
  cut: { deliveries: 1, reply: (response, real) => passOn(response, { ...real, body: half(real.body) }) },
  lose_response: { deliveries: 1, reply: reset },
  deliver_twice: { deliveries: 2, reply: passOn },
  too_few_results: withResults((results) => results.slice(0, -1)),
  missing_column: withResults((results, { column = 'id' }) => results.map((one) => withoutColumn(one, column))),
  too_many_results: withResults((results) => [...results, ...results.slice(-1)]),
  delay: {
    deliveries: 1,
    async reply(response, real, { ms = 1_000 }) {
      await sleep(ms)
      passOn(response, real)
    },
  },
  respond: {
    deliveries: 0,
    reply: (response, _, { status = 200, headers = {}, body = '' }) => response.writeHead(status, headers).end(body),
  },
  deliver_late: { deliveries: 1, wait: ({ ms = 1_000 }) => ms, reply: passOn },
  drip: {
    deliveries: 1,
    async reply(response, real, { ms = 100 }) {
      start(response, real)
      for (let at = 0; at < real.body.length && !response.destroyed; at += 1) {
        response.write(real.body.subarray(at, at + 1))
        await sleep(ms)
      }
      response.end()
    },
  },
}

/** The real response, or the beginning of one if the request was not delivered. */
export const realOrNothing = (real: Real | undefined): Real => real ?? NOTHING
