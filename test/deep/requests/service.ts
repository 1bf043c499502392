import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'
import { startThrowAwayCluster } from '../../../src/local/postgres/throw-away.ts'
import { allowStripeSecrets, prepareStack } from '../../../src/local/stack.ts'
import { copyBuild } from '../../bench/servers/build.ts'
import { endProgram } from '../../bench/servers/children.ts'
import { startWorker } from '../../bench/servers/worker.ts'
import { STRIPE_SECRET } from '../../setup/provided.ts'
import { openPool, queryOf } from '../served/pool.ts'
import { SIGNATURE, UNUSED_KEY } from './conventions.ts'
import type { Wire } from './request.ts'

export interface Response {
  status: number
  headers: Record<string, string | undefined>
  text: string
}

export type Service = Awaited<ReturnType<typeof startService>>

/** The built Worker in `workerd`, with a PostgreSQL server of its own. */
export async function startService() {
  const cluster = await startThrowAwayCluster(() => undefined)
  const { endpoint, loginUrl } = await prepareStack(cluster)
  await allowStripeSecrets(cluster.ownerUrl, [STRIPE_SECRET])
  const owner = openPool(cluster.ownerUrl)
  const folder = await mkdtemp(join(tmpdir(), 'customers-requests-'))
  const build = await copyBuild(inject('build'), folder)
  const worker = await startWorker(build, { loginUrl, endpoint: endpoint.url }, { stripeSecret: STRIPE_SECRET })
  const agent = new Agent({ keepAlive: true })

  return {
    query: queryOf(owner),
    send: (wire: Wire, key?: string) => sendAgain({ agent, host: '127.0.0.1', port: worker.port }, wire, key),
    async stop() {
      agent.destroy()
      await endProgram(worker.child)
      await Promise.all([owner.end(), rm(folder, { recursive: true })])
      await endpoint.close()
      await cluster.remove()
    },
  }
}

interface Connection {
  agent: Agent
  host: string
  port: number
}

/** Sends a request, and again if `workerd` rejected a large body and closed the connection while it was being sent. */
async function sendAgain(connection: Connection, wire: Wire, key?: string): Promise<Response> {
  return send(connection, wire, key).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error
    return send(connection, wire, key)
  })
}

async function send(connection: Connection, { method, target, headers, body }: Wire, key?: string): Promise<Response> {
  const sent = {
    ...headers,
    ...(key && { 'X-Api-Key': key }),
    ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
    ...(headers['Stripe-Signature'] === SIGNATURE && { 'Stripe-Signature': sign(body ?? '') }),
    ...withKey(headers['Idempotency-Key']),
  }
  return new Promise((resolve, reject) => {
    const request = httpRequest({ ...connection, method, path: target, headers: sent }, (response) => {
      const { statusCode: status = 0, headers: received } = response
      const done = (content: string) =>
        resolve({ status, headers: received as Record<string, string | undefined>, text: content })
      text(response).then(done, reject)
    })
    request.on('error', reject).end(body)
  })
}

function withKey(template = '') {
  return template.includes(UNUSED_KEY) && { 'Idempotency-Key': template.replace(UNUSED_KEY, crypto.randomUUID()) }
}

function sign(body: string): string {
  const time = Math.floor(Date.now() / 1000)
  return `t=${time},v1=${createHmac('sha256', STRIPE_SECRET).update(`${time}.${body}`).digest('hex')}`
}
