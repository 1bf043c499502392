import { describe, expect, test } from 'vitest'
import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'
import { action, condition, type Fields, RULE } from './rule-forms.ts'

const LONG = 'x'.repeat(5000)
const NOTIFY = action(0, 'notify')

/** Rejected forms, with the control or the group that has an error, and whether it has a hint. */
const FORMS: [string, string, Fields, string, boolean][] = [
  ['a field', '/dashboard/customers', [['industry', LONG]], 'industry', true],
  ['a field without a hint', '/dashboard/customers', [['email', 'steve']], 'email', false],
  ['a choice', '/dashboard/api-keys', [['role', 'owner']], 'role', false],
  ['a text of several lines', '/dashboard/rules', [...RULE, ...NOTIFY, ['description', LONG]], 'description', true],
  ['a file', '/dashboard/customers/import', [['csv', '']], 'file', true],
  ['checkboxes', '/dashboard/api-keys', [['name', 'New']], 'scopes', false],
  [
    ...(['entries', '/dashboard/customers'] as const),
    [
      ['metadata_key', 'notes'],
      ['metadata_value', LONG],
      ['metadata_was', '{}'],
    ],
    ...(['metadata', true] as const),
  ],
  ['a list of rows', '/dashboard/rules', RULE, 'actions', true],
  ['a condition', '/dashboard/rules', [...RULE, ...condition('zip', 'eq', ''), ...NOTIFY], 'condition-1', false],
  ['an action', '/dashboard/rules', [...RULE, ...action(0, '', { to: 'x' })], 'action-1', false],
]

describe('an error of a form', () => {
  test.for(FORMS)('is below %s, which is invalid and described by its hint and the error', async (row) => {
    const [, at, fields, id, hasHint] = row
    const { post } = await visitorOf(await newTenant())
    const { status, body } = await post(at, fields)
    expect(status).toBe(422)
    const [control] = new RegExp(`<(?:input|select|textarea|fieldset)[^>]* id="${id}"[^>]*>`).exec(body) ?? []
    expect(control).toContain('aria-invalid="true"')
    expect(control).toContain(`aria-describedby="${hasHint ? `${id}-hint ` : ''}${id}-error"`)
    expect(body.includes(`id="${id}-hint"`)).toBe(hasHint)
    // Nothing of the frame comes after it.
    expect(body).toMatch(new RegExp(`<p class="error" id="${id}-error">(?:(?!</p>).)+</p></(?:div|fieldset)>`))
    expect(body).toContain(`<a href="#${id}">`)
  })

  test('leads from the summary to its field, under the label of the field', async () => {
    const { post } = await visitorOf(await newTenant())
    const metadata: Fields = [
      ['metadata_key', 'notes'],
      ['metadata_value', LONG],
      ['metadata_was', '{}'],
    ]
    const { body } = await post('/dashboard/customers', metadata)
    expect(body).toContain('<a href="#metadata">Metadata: notes: ')
    // The customer is not a field of the form of a rule.
    const other = await post('/dashboard/rules', [...RULE, ...NOTIFY, ['customer_id', 'x']])
    expect(other.body.match(/role="alert".+?<\/ul>/)?.[0]).toMatch(/<li>[A-Z][^<]+<\/li>/)
  })

  test('is the only reason why a control is invalid', async () => {
    const { get } = await visitorOf(await newTenant())
    for (const page of ['/dashboard/customers/new', '/dashboard/rules/new', '/dashboard/api-keys/new']) {
      const { body } = await get(page)
      expect(body).toMatch(/aria-describedby="\w+-hint"/)
      expect(body).not.toMatch(/aria-invalid|-error"/)
    }
  })
})
