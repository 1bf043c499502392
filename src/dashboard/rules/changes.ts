import type { Action, ActionRequest } from '../action.ts'
import { rejected } from '../rejected.ts'

const FIELDS = ['name', 'trigger_event', 'rule_key', 'description', 'priority', 'cooldown_seconds'] as const

export const createAction: Action<'/dashboard/rules'> = {
  path: '/dashboard/rules',
  async run(request) {
    const { text, call, show, done } = request
    const { body, values } = ruleIn(request)
    const customer_id = text('customer_id')
    const result = await call('POST', '/v1/rules', { body: { ...body, customer_id: customer_id || null } })
    if (result.ok) return done(`/dashboard/rules/${result.body.id ?? ''}`, 'The rule is created.')
    return show('/dashboard/rules/new', rejected('rule', result, { ...values, customer_id }))
  },
}

export const editAction: Action<'/dashboard/rules/{rule_id}'> = {
  path: '/dashboard/rules/{rule_id}',
  async run(request) {
    const { call, show, done } = request
    const { body, values } = ruleIn(request)
    const id = idOf(request)
    const result = await call('PATCH', `/v1/rules/${id}`, { body })
    if (result.ok) return done(`/dashboard/rules/${id}`, 'The rule is saved.')
    return show(`/dashboard/rules/${id}`, rejected('rule', result, values))
  },
}

export const deleteAction: Action<'/dashboard/rules/{rule_id}/delete'> = {
  path: '/dashboard/rules/{rule_id}/delete',
  async run(request) {
    const { call, show, done } = request
    const id = idOf(request)
    const result = await call('DELETE', `/v1/rules/${id}`)
    if (result.ok) return done('/dashboard/rules', 'The rule is deleted.')
    return show(`/dashboard/rules/${id}`, rejected('delete', result))
  },
}

const idOf = ({ c }: ActionRequest) => encodeURIComponent(c.req.param('rule_id') ?? '')

/** The rule in the form, as the API takes it and as the user typed it. */
function ruleIn({ text }: ActionRequest) {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, text(name)])) as Record<(typeof FIELDS)[number], string>
  const is_active = text('is_active') === 'true'
  const [conditions, actions] = [text('conditions'), text('actions')]
  const values = { ...typed, conditions, actions, is_active: String(is_active) }
  const body = {
    ...{ ...typed, rule_key: typed.rule_key || null, description: typed.description || null, is_active },
    ...{ priority: numberIn(typed.priority), cooldown_seconds: numberIn(typed.cooldown_seconds) },
    ...{ conditions: jsonIn(conditions), actions: jsonIn(actions) },
  }
  return { body, values }
}

const numberIn = (text: string) => (text === '' ? null : /^-?\d+$/.test(text) ? Number(text) : text)

/** What is not JSON stays text, which the API rejects with the name of the field. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text || '[]')
  } catch {
    return text
  }
}
