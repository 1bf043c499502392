import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'customer-management-api/client'
import { expect } from 'vitest'
import { endProgram } from '../bench/servers/children.ts'
import { startWorkerd } from '../bench/servers/workerd.ts'
import { bundle } from './bundle.ts'
import { serviceTest as test } from './service.ts'
import { runSession, SESSION } from './session.ts'

test('the session runs in Node', async ({ service }) => {
  expect(await runSession(createClient, service.url, await service.newKey())).toEqual(SESSION)
})

/** A Worker that runs the session on request. */
const WORKER = `
import { createClient } from 'customer-management-api/client'
import { runSession } from './session.ts'
export default {
  async fetch(request) {
    const { url, key } = await request.json()
    return Response.json(await runSession(createClient, url, key))
  },
}`

const CONFIGURATION = `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "program", worker = .program), (name = "loopback", network = (allow = ["local"]))],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "program")],
);

const program :Workerd.Worker = (
  modules = [(name = "program.js", esModule = embed "program.js")],
  compatibilityDate = "2026-11-01",
  globalOutbound = "loopback",
);
`

test('the session runs in a Worker', async ({ service, onTestFinished }) => {
  const folder = await mkdtemp(join(tmpdir(), 'customers-client-worker-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'program.js'), await bundle(WORKER))
  const { child, port } = await startWorkerd(join(folder, 'program.capnp'), CONFIGURATION, {})
  onTestFinished(() => endProgram(child))

  const body = JSON.stringify({ url: service.url, key: await service.newKey() })
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })
  expect(await response.json()).toEqual(SESSION)
})
