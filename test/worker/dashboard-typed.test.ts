import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'
import { action, condition, decoded, RULE } from './rule-forms.ts'

// What a page shows of a form that it cannot show again: everything that was typed, under the labels of the form.

const ID = crypto.randomUUID()
const json = (values: object) => JSON.stringify(values)

/** The form of every page, as a conflict and a later step send it too, and what was typed. */
const FORMS: [name: string, path: string, fields: [string, string][], typed: Record<string, string>][] = [
  [
    'a new customer',
    '/customers',
    [
      ['company_name', 'Steve'],
      ['locale', 'de-DE'],
      ['metadata_was', '{"key":""}'],
      ['metadata_key', 'plan'],
      ['metadata_value', 'gold'],
    ],
    { Name: 'Steve', Language: 'de-DE', 'Metadata: plan': 'gold' },
  ],
  [
    'a profile',
    `/customers/${ID}`,
    [
      ['etag', '"1"'],
      ['was', json({ company_name: 'Steve' })],
      ['company_name', 'Pete'],
    ],
    { Name: 'Pete' },
  ],
  [
    'the conflict of a profile',
    `/customers/${ID}`,
    [
      ['etag', '"1"'],
      ['was', json({ company_name: 'Theirs', email: 'theirs@example.com' })],
      ['is', json({ company_name: 'Mine', email: 'mine@example.com', timezone: 'Europe/Berlin' })],
      ['choose.company_name', 'theirs'],
      ['choose.email', 'yours'],
    ],
    { Name: 'Theirs', Email: 'mine@example.com', 'Time zone': 'Europe/Berlin' },
  ],
  [
    'a clone',
    `/customers/${ID}/clone`,
    [
      ['company_name', 'Pete'],
      ['rule', ID],
      ['step', 'check'],
    ],
    { Name: 'Pete', Rules: '1 chosen' },
  ],
  [
    'several customers to archive',
    '/customers/archive',
    [
      ['list', '?page=2'],
      ['confirmed', ID],
      ['label', 'Steve'],
      ['confirmed', crypto.randomUUID()],
      ['label', 'Pete'],
    ],
    { Customers: 'Steve, Pete' },
  ],
  [
    'an import',
    '/customers/import',
    [
      ['csv', 'Firm,Color\nSteve,red\n'],
      ['name', 'customers.csv'],
      ['guess', ''],
      ['choices', '[[]]'],
      ['column', 'company_name'],
      ['column', ''],
      ['existing', 'update'],
      ['step', 'import'],
    ],
    {
      ...{ File: 'customers.csv', Firm: 'Name', Color: 'Do not import' },
      'If the external id exists': 'Update the customer',
    },
  ],
  [
    'a rule',
    '/rules',
    [...RULE, ...condition('urgency', 'gte', '4'), ...action(0, 'notify', { channel: 'phone' })] as [string, string][],
    {
      ...{ Name: 'Call back', Event: 'call.missed', Conditions: 'urgency is at least 4' },
      ...{ Actions: 'Notify someone (channel: phone)', Active: 'Yes' },
    },
  ],
  [
    'the conflict of a rule',
    `/rules/${ID}`,
    [
      ['was', json({ name: 'Theirs', is_active: 'true' })],
      ['is', json({ name: 'Mine', is_active: 'false' })],
      ['choose.name', 'yours'],
    ],
    { Name: 'Mine', Active: 'No' },
  ],
  [
    'a new instance',
    '/instances',
    [
      ['customer_id', ID],
      ['status', 'running'],
      ['agent_name', 'dispatcher'],
    ],
    { 'Customer id': ID, Status: 'Running', Agent: 'dispatcher' },
  ],
  [
    'the conflict of an instance',
    `/instances/${ID}`,
    [
      ['was', json({ agent_name: 'theirs' })],
      ['is', json({ agent_name: 'mine' })],
      ['choose.agent_name', 'yours'],
    ],
    { Agent: 'mine' },
  ],
  [
    'a new key',
    '/api-keys',
    [
      ['name', 'Reports'],
      ['role', 'admin'],
      ['scopes', 'rules:read'],
      ['scopes', 'customers:read'],
    ],
    { Name: 'Reports', Role: 'admin', Scopes: 'rules:read, customers:read' },
  ],
]

/** What the page shows as entered. */
function shownIn(page: string): Record<string, string> {
  const section = /What you entered<\/h2>.*?<\/dl>/s.exec(page)?.[0] ?? ''
  const pairs = section.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)
  return Object.fromEntries([...pairs].map(([, label = '', text = '']) => [decoded(label), decoded(text)]))
}

describe.each(FORMS)('%s', (_, path, fields, typed) => {
  test('shows what was typed after a switch of the mode', async () => {
    const { post } = await visitorOf(await newTenant())
    const own: typeof fields = [['mode', 'test'], ['tenant', ID], ['idempotency_key', ID], ...fields]
    const { status, body } = await post(`/dashboard${path}`, own)
    expect(status).toBe(409)
    expect(body).toContain('This form was opened in test mode, and you have since switched to live mode.')
    expect(shownIn(body)).toEqual(typed)
  })
})

describe.each(FORMS.filter(([name]) => !/import|archive/.test(name)))('%s', (_, path, fields, typed) => {
  test('shows what was typed if the key lacks the scope', async () => {
    const tenant = await newTenant()
    const reader = await tenant.key({ scopes: ['audit-log:read'] })
    const { post } = await visitorOf({ ...tenant, keys: { ...tenant.keys, live: reader as never } })
    const { status, body } = await post(
      `/dashboard${path}`,
      fields.filter(([name]) => name !== 'step'),
    )
    expect(status).toBe(403)
    expect(body).toContain('Your key cannot make this change')
    expect(shownIn(body)).toEqual(typed)
  })
})

test('a conflict whose resource was deleted shows every field', async () => {
  const { post } = await visitorOf(await newTenant())
  const values = { name: 'Mine', trigger_event: 'call.missed', is_active: 'true' }
  const fields = { etag: '"1"', was: json({ ...values, name: 'Theirs' }), is: json(values), 'choose.name': 'yours' }
  const { status, body } = await post(`/dashboard/rules/${ID}`, fields)
  expect(status).toBe(404)
  expect(shownIn(body)).toEqual({ Name: 'Mine', Event: 'call.missed', Active: 'Yes' })
})
