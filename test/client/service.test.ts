import {
  createClient,
  NotFoundError,
  PermissionError,
  type RuleCreateParams,
  ServerError,
} from 'customer-management-api/client'
import { describe, expect } from 'vitest'
import type { FaultName } from '../setup/faults.ts'
import { type Service, serviceTest as test } from './service.ts'

const RULE: RuleCreateParams = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

/** A client of a new tenant, and a function that sends one request into a failing database. */
async function failing({ url, endpoint, newKey }: Service, fault: FaultName, options = {}) {
  let isFailing = false
  const send: typeof fetch = async (...request) => {
    const response = await fetch(...request)
    if (isFailing) await endpoint.inject()
    isFailing = false
    return response
  }
  const client = createClient({ baseUrl: url, apiKey: await newKey(), fetch: send, ...options })
  // The key is in the cache, so the fault affects the request itself.
  await client.apiKeys.me()
  return {
    client,
    async startFailing() {
      isFailing = true
      await endpoint.inject({ fault, times: null })
    },
  }
}

describe('against a failing database', () => {
  test('a read that gets 503 succeeds on the second attempt', async ({ service }) => {
    const { client, startFailing } = await failing(service, 'bad_gateway')
    await startFailing()
    expect((await client.customers.list()).total).toBe(0)
  })

  test('a change whose response is lost is made once, and its repeated response is returned', async ({ service }) => {
    const { client, startFailing } = await failing(service, 'lose_response')
    await startFailing()
    const created = await client.customers.create({ company_name: 'Steve' })
    expect(created.lastResponse.headers.get('Idempotent-Replayed')).toBe('true')
    expect((await client.customers.list()).customers.map(({ id }) => id)).toEqual([created.id])
  })

  test('without retries, the error says so, and a later call with the same key makes the change once', async ({
    service,
  }) => {
    const { client, startFailing } = await failing(service, 'lose_response', { maxRetries: 0 })
    await startFailing()
    const create = () => client.customers.create({ company_name: 'Steve' }, { idempotencyKey: 'import-1' })
    const error = await create().catch((error) => error)
    expect(error).toBeInstanceOf(ServerError)
    expect(error).toMatchObject({ code: 'outcome_unknown', status: 503, retryAfter: expect.any(Number) })
    await create()
    expect((await client.customers.list()).total).toBe(1)
  })
})

describe('with a key of few scopes', () => {
  test('a call without the required scope is a PermissionError that names the scope', async ({ service }) => {
    const client = createClient({ baseUrl: service.url, apiKey: await service.newKey(['rules:read']) })
    const error = await client.customers.list().catch((error) => error)
    expect(error).toBeInstanceOf(PermissionError)
    expect(error).toMatchObject({ code: 'insufficient_scope', message: expect.stringContaining('customers:read') })
  })
})

describe('the lists', () => {
  test('of every resource can be read to their end', async ({ service }) => {
    const client = createClient({ baseUrl: service.url, apiKey: await service.newKey() })
    const { id } = await client.customers.create({ company_name: 'Steve' })
    for (let count = 0; count < 3; count++) {
      await client.instances.create({ customer_id: id, agent_name: `agent ${count}` })
      await client.rules.create({ ...RULE, customer_id: id })
      await client.apiKeys.create({ name: `key ${count}` })
    }
    const [agent] = (await client.instances.list()).instances
    for (const status of ['running', 'stopped'] as const) await client.instances.update(agent?.id ?? '', { status })

    const lengths: number[] = []
    for (const list of [
      client.instances.list({ per_page: 1 }),
      client.instances.listHistory(agent?.id ?? '', { per_page: 1 }),
      client.rules.list({ per_page: 1, customer_id: id }),
      client.apiKeys.list({ per_page: 1 }),
      client.subscriptions.list({ per_page: 1 }),
      client.customers.listSubscriptions(id, { per_page: 1 }),
      client.auditLog.list({ per_page: 1, resource_type: 'instance' }),
    ]) {
      let length = 0
      for await (const _ of list) length++
      lengths.push(length)
    }
    expect(lengths).toEqual([3, 3, 3, 4, 0, 0, 5])
    expect((await client.customers.listRules(id)).rules).toHaveLength(3)
  })

  test('can start at a page, and end early', async ({ service }) => {
    const client = createClient({ baseUrl: service.url, apiKey: await service.newKey() })
    const names = ['Ada', 'Ben', 'Cem', 'Dee']
    await client.customers.batch({ customers: names.map((company_name) => ({ company_name })) })
    const read: (string | null)[] = []
    const list = client.customers.list({ page: 2, per_page: 1, sort_by: 'company_name', sort_dir: 'asc' })
    for await (const { company_name } of list) if (read.push(company_name) === 2) break
    expect(read).toEqual(['Ben', 'Cem'])
  })
})

describe('the other methods', () => {
  test('rotate and revoke keys, and delete rules and instances', async ({ service }) => {
    const client = createClient({ baseUrl: service.url, apiKey: await service.newKey() })
    const form = await client.apiKeys.create({ name: 'A form', scopes: ['customers:write'] })
    const rotated = await client.apiKeys.rotate(form.id, { grace_seconds: 60 })
    expect(rotated.replaces.id).toBe(form.id)
    expect((await createClient({ baseUrl: service.url, apiKey: rotated.key }).apiKeys.me()).id).toBe(rotated.id)
    await client.apiKeys.revoke(rotated.id)
    expect((await client.apiKeys.get(rotated.id)).revoked_at).not.toBeNull()

    const { id } = await client.customers.create({})
    const agent = await client.instances.create({ customer_id: id, agent_name: 'agent' })
    await client.instances.update(agent.id, { status: 'terminated' })
    await client.instances.delete(agent.id)
    await expect(client.instances.get(agent.id)).rejects.toBeInstanceOf(NotFoundError)
    const rule = await client.rules.create(RULE)
    expect((await client.rules.update(rule.id, { priority: 7 })).priority).toBe(7)
    await client.rules.delete(rule.id)
    await expect(client.rules.get(rule.id)).rejects.toBeInstanceOf(NotFoundError)
  })
})
