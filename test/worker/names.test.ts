import { describe, expect, test } from 'vitest'
import { newTenant, type Tenant, validationErrors } from './harness.ts'

const RULE = { trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

/** A request that sends a name in a body, and the field that holds it. */
type Sender = (tenant: Tenant, customer: string, name: string) => ReturnType<Tenant['post']>
const FIELDS: Record<string, [field: string, Sender]> = {
  'a new customer': ['company_name', (tenant, _, company_name) => tenant.post('/v1/customers', { company_name })],
  'a customer': ['company_name', (tenant, id, company_name) => tenant.patch(`/v1/customers/${id}`, { company_name })],
  'a customer by external id': [
    'company_name',
    (tenant, _, company_name) => tenant.put('/v1/customers/external/x', { company_name }),
  ],
  'a clone': [
    'company_name',
    (tenant, id, company_name) =>
      tenant.post(`/v1/customers/${id}/clone`, { source_customer_id: id, company_name, dry_run: true }),
  ],
  'a rule': ['name', (tenant, _, name) => tenant.post('/v1/rules', { ...RULE, name })],
  'an API key': ['name', (tenant, _, name) => tenant.post('/v1/api-keys', { name })],
  'an agent': [
    'agent_name',
    (tenant, customer_id, agent_name) => tenant.post('/v1/instances', { customer_id, agent_name }),
  ],
  'a product tier': [
    'product_tier_name',
    (tenant, customer_id, name) => tenant.post('/v1/instances', { customer_id, product_tier_name: name }),
  ],
}

/** One of each kind: zero-width, format, default ignorable, filler, and white space around them. */
const INVISIBLE = [
  ...['\u200b', '\u200c\u200d', '\u2060', '\u00ad', '\u034f', '\u061c', '\u115f', '\u180e', '\u200e\u200f', '\u2061'],
  ...['\u2800', '\u3164', '\uffa0', '\ufe0f', '\ufff9', '\u{1d159}', '\u{1d173}', '\u{e0001}\u{e0041}', '\u{e0100}'],
  ...[' \u200b ', '\u200b \u3000\u200b', '\u200b\ufeff\u00ad'],
]
const BIDIRECTIONAL = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069']
const VISIBLE = [
  ...['a\u200bb', '👩‍👩‍👧', '❤\ufe0f', 'می\u200cخواهم', 'שלום\u200f!', '\u200eabc', '한\u3164', '-', '.', '\u0301'],
  ...['🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 'مرحبا', '日本'],
]

describe.each(Object.entries(FIELDS))('the name of %s', (_, [field, sendName]) => {
  test('is rejected if all of its characters are invisible', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const name of INVISIBLE) {
      const response = await sendName(tenant, id, name)
      expect(validationErrors(response), encodeURIComponent(name)).toEqual([`body.${field} value_error`])
      expect(response.body.detail[0].msg).toBe('String should have at least 1 visible character')
    }
  })

  test('is rejected with bidirectional embeddings, overrides and isolates anywhere', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const character of BIDIRECTIONAL) {
      for (const name of [`Steve${character}`, `${character}Steve`, `St${character}eve`]) {
        expect(validationErrors(await sendName(tenant, id, name)), encodeURIComponent(name)).toEqual([
          `body.${field} value_error`,
        ])
      }
    }
  })

  test('is accepted with a visible character, in any script', async () => {
    const tenant = await newTenant()
    const { id } = await tenant.customer()
    for (const name of VISIBLE)
      expect([200, 201], encodeURIComponent(name)).toContain((await sendName(tenant, id, name)).status)
  })
})

test('a row of a batch with an invisible name is rejected', async () => {
  const tenant = await newTenant()
  const customers = [{ company_name: '\u200b' }, { company_name: '\u202eevetS' }, { company_name: 'Steve' }]
  const { body } = await tenant.post('/v1/customers/batch', { customers })
  expect(body.results.map(({ status }: { status: number }) => status)).toEqual([422, 422, 201])
})

test('other text may contain these characters', async () => {
  const tenant = await newTenant()
  const text = 'a\u202eb\u2066'
  const fields = { industry: text, external_id: text, metadata: { [text]: '\u200b' } }
  expect((await tenant.post('/v1/customers', fields)).status).toBe(201)
  expect((await tenant.post('/v1/rules', { ...RULE, name: 'A rule', description: text })).status).toBe(201)
  expect((await tenant.get('/v1/customers?search=%E2%80%8B')).status).toBe(200)
})
