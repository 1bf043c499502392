import {
  ConflictError,
  type createClient,
  NotFoundError,
  PreconditionError,
  ValidationError,
} from 'customer-management-api/client'

/**
 * A program that uses the client as a tenant would. It runs in Node, in a browser and in a Worker, each time for a new
 * tenant, and must return the same.
 */
export async function runSession(create: typeof createClient, baseUrl: string, apiKey: string) {
  const client = create({ baseUrl, apiKey })
  const { customers, rules, instances } = client
  const names = ['Steve the Plumber', 'Pete & Söhne', 'Nina’s Pipes']
  for (const [index, company_name] of names.entries()) {
    await customers.create({ company_name, email: `${index}@plumbing.example`, metadata: { 'a&b': 'c' } })
  }

  const page = await customers.list({ per_page: 2, sort_by: 'company_name', sort_dir: 'asc' })
  const all = []
  for await (const one of customers.list({ per_page: 1, metadata: { 'a&b': 'c' } })) all.push(one)
  const steve = await customers.get(all.find((one) => one.company_name === names[0])?.id ?? '')

  const rule = await rules.create({
    customer_id: steve.id,
    name: 'Wake Steve at night',
    trigger_event: 'call.missed',
    actions: [{ type: 'notify' }],
  })
  const updated = await customers.update(steve.id, { timezone: 'Europe/Berlin' }, { ifMatch: steve.lastResponse.etag })
  const preview = await customers.previewClone(steve.id, { company_name: 'Gus Gas' })
  const clone = await customers.clone(steve.id, { company_name: 'Gus Gas' })
  const agent = await instances.create({ customer_id: steve.id, agent_name: 'dispatcher', status: 'running' })
  const upserted = await customers.upsert('crm/1 &2', { company_name: 'Ada' })
  const found = await customers.getByExternalId('crm/1 &2')
  await customers.archiveByExternalId('crm/1 &2')
  const counts = await customers.counts()

  return {
    page: page.customers.map(({ company_name }) => company_name),
    total: page.total,
    all: all.map(({ company_name }) => company_name),
    rule: rule.customer_id === steve.id,
    timezone: updated.timezone,
    preview: [preview.dry_run, preview.rules?.length],
    clone: [clone.company_name, clone.rules_cloned],
    status: upserted.lastResponse.status,
    found: found.id === upserted.id,
    counts: [counts.total, counts.archived],
    restored: (await customers.restore(upserted.id)).external_id,
    csv: (await new Response(await customers.export({ format: 'csv' })).text()).split('\r\n').length,
    errors: [
      await errorOf(customers.update(steve.id, { locale: 'de' }, { ifMatch: steve.lastResponse.etag })),
      await errorOf(customers.create({ email: '0@plumbing.example' })),
      await errorOf(customers.create({ country_code: 'ZZ' })),
      await errorOf(customers.archive(steve.id)),
      await errorOf(rules.get(agent.id)),
    ],
  }
}

/** What a program learns from a rejection. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof PreconditionError) return [error.name, error.code, error.status]
  if (error instanceof ConflictError) return [error.name, error.code, Object.keys(error.body).includes('request_id')]
  if (error instanceof ValidationError) return [error.name, error.code, error.detail.map(({ loc }) => loc)]
  if (error instanceof NotFoundError) return [error.name, error.code, typeof error.requestId]
  return error
}

/** What the session returns. */
export const SESSION: Awaited<ReturnType<typeof runSession>> = {
  page: ['Nina’s Pipes', 'Pete & Söhne'],
  total: 3,
  all: ['Nina’s Pipes', 'Pete & Söhne', 'Steve the Plumber'],
  rule: true,
  timezone: 'Europe/Berlin',
  preview: [true, 1],
  clone: ['Gus Gas', 1],
  status: 201,
  found: true,
  counts: [4, 1],
  restored: 'crm/1 &2',
  csv: 7,
  errors: [
    ['PreconditionError', 'precondition_failed', 412],
    ['ConflictError', 'email_taken', true],
    ['ValidationError', 'invalid_request', [['body', 'country_code']]],
    ['ConflictError', 'conflict', true],
    ['NotFoundError', 'not_found', 'string'],
  ],
}
