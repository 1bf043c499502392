import { expect, test } from 'vitest'
import { JARGON } from './bad-inputs/staff-words.ts'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'
import { fieldsIn } from './rule-forms.ts'

// Forms that change something only if nobody has changed it since their page was opened.

/** The text of a page without its frame, as somebody reads it. */
const textIn = (page: string) =>
  (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

/** A customer, an instance that can be deleted, and a rule. */
async function newThings() {
  const tenant = await newTenant()
  const { id: customer } = await tenant.customer({ company_name: 'Steve' })
  const instance = (await tenant.post('/v1/instances', { customer_id: customer })).body.id
  const rule = { name: 'Call back', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }
  const { id } = (await tenant.post('/v1/rules', rule)).body
  return { tenant, customers: customer, instances: instance, rules: id, ...(await visitorOf(tenant)) }
}

type Resource = 'customers' | 'instances' | 'rules'
const ASKS = 'Someone else has made a change since you opened this page. Check the current values, then try again.'
const CHOICE = 'Choose what to keep'
const FORMS: [form: string, of: Resource, page: string, changes: Record<string, string>, says: string][] = [
  ['/archive', 'customers', '', {}, ASKS],
  ['', 'customers', '?edit=profile', { company_name: 'Pete' }, CHOICE],
  ['/status', 'instances', '', { status: 'running' }, ASKS],
  ['/delete', 'instances', '', {}, ASKS],
  ['', 'instances', '?edit=1', { agent_name: 'Pete' }, CHOICE],
  ['/delete', 'rules', '', {}, ASKS],
  ['', 'rules', '', { name: 'Pete' }, CHOICE],
]
const CHANGES = { customers: { company_name: 'Mia' }, instances: { agent_name: 'Mia' }, rules: { name: 'Mia' } }

test.for(FORMS)('the form “%s” of %s says in plain words that somebody was faster', async (row) => {
  const [form, of, query, changes, says] = row
  const { tenant, get, post, ...ids } = await newThings()
  const [api, at] = [`/v1/${of}/${ids[of]}`, `/dashboard/${of}/${ids[of]}`]
  if (form === '/delete' && of === 'instances') await tenant.patch(api, { status: 'terminated' })
  const fields = fieldsIn((await get(`${at}${query}`)).body, `action="${at}${form}"`)
  expect(fields.map(([name]) => name)).toContain('etag')
  await tenant.patch(api, CHANGES[of])
  const kept = fields.filter(([name]) => !(name in changes))
  const { status, body } = await post(`${at}${form}`, [...kept, ...Object.entries(changes)])
  expect(status).toBe(412)
  expect(textIn(body)).toContain(says)
  expect(textIn(body)).not.toMatch(JARGON)
})
