import { isUuid } from '../../validation/uuid.ts'
import type { Action, ActionRequest, ApiResult } from '../action.ts'
import { rejected } from '../rejected.ts'
import type { Submission } from '../submission.ts'
import { sent } from './conditions.ts'
import { contentOf, draftIn, edited } from './draft.ts'

const FIELDS = ['name', 'trigger_event', 'rule_key', 'description', 'priority', 'cooldown_seconds'] as const
/** The form also carries the stored conditions and actions. */
const LIMIT = 512 * 1024

export const createAction: Action<'/dashboard/rules'> = {
  path: '/dashboard/rules',
  limit: LIMIT,
  async run(request) {
    const { text, call, done } = request
    const customer_id = text('customer_id')
    const query = new URLSearchParams({
      ...(isUuid(customer_id) && { customer_id }),
      ...(isUuid(text('from')) && { from: text('from') }),
      ...(text('suppress') && { suppress: 'true' }),
    })
    return save(request, {
      at: `/dashboard/rules/new${query.size > 0 ? `?${query}` : ''}`,
      send: (body) => call('POST', '/v1/rules', { body: { ...body, customer_id: customer_id || null } }),
      done: (rule) => done(`/dashboard/rules/${rule?.id ?? ''}`, 'The rule was created.'),
    })
  },
}

export const editAction: Action<'/dashboard/rules/{rule_id}'> = {
  path: '/dashboard/rules/{rule_id}',
  limit: LIMIT,
  async run(request) {
    const { call, done } = request
    const id = idOf(request)
    const at = `/dashboard/rules/${id}`
    return save(request, {
      at,
      send: (body) => call('PATCH', `/v1/rules/${id}`, { body }),
      done: () => done(at, 'The rule was saved.'),
    })
  },
}

export const deleteAction: Action<'/dashboard/rules/{rule_id}/delete'> = {
  path: '/dashboard/rules/{rule_id}/delete',
  async run(request) {
    const { call, show, done } = request
    const id = idOf(request)
    const result = await call('DELETE', `/v1/rules/${id}`)
    if (result.ok) return done('/dashboard/rules', 'The rule was deleted.')
    return show(`/dashboard/rules/${id}`, rejected('delete', result))
  },
}

const idOf = ({ c }: ActionRequest) => encodeURIComponent(c.req.param('rule_id') ?? '')

interface Save {
  /** The page of the form. */
  at: string
  send: (body: Record<string, unknown>) => Promise<ApiResult>
  done: (rule: { id?: string } | undefined) => Response
}

/** Saves the rule in the form, or shows the form again: with changed rows, or with its errors. */
async function save({ form, text, show }: ActionRequest, { at, send, done }: Save): Promise<Response> {
  const typed = Object.fromEntries(FIELDS.map((name) => [name, sent(text(name))])) as Record<
    (typeof FIELDS)[number],
    string
  >
  const is_active = text('is_active') === 'true'
  const draft = draftIn(form)
  const other = edited(draft, text('do'))
  const values = { ...typed, is_active: String(is_active), draft: JSON.stringify(other ?? draft) }
  if (other) return show(at, shownAgain(values, {}))
  const { content, errors, places } = contentOf(draft)
  if (Object.keys(errors).length > 0) return show(at, shownAgain(values, errors))
  const result = await send({
    ...{ ...typed, rule_key: typed.rule_key || null, description: typed.description || null, is_active },
    ...{ priority: numberIn(typed.priority), cooldown_seconds: numberIn(typed.cooldown_seconds), ...content },
  })
  return result.ok ? done(result.body) : show(at, rejected('rule', located(result, places), values))
}

function shownAgain(values: Record<string, string>, errors: Record<string, string>): Submission {
  const number = Object.keys(errors).length
  const summary = number === 1 ? 'One field needs a correction' : `${number} fields need a correction`
  return { form: 'rule', values, errors, summary, code: 'rows', status: number > 0 ? 422 : 200, failure: {} }
}

const numberIn = (text: string) => (text === '' ? null : /^-?\d+$/.test(text) ? Number(text) : text)

const WORDS: Record<string, string> = { field: 'Field', operator: 'Comparison', value: 'Value', type: 'Action' }

/** The result with errors at rows of the form instead of items of the lists. */
function located(result: ApiResult, places: Record<'conditions' | 'actions', number[]>): ApiResult {
  const { detail } = Object(result.body) as { detail?: unknown }
  if (!Array.isArray(detail)) return result
  const moved = detail.map((error: { loc: (string | number)[]; msg: string }) => {
    const [part, list, index, ...path] = error.loc
    if ((list !== 'conditions' && list !== 'actions') || typeof index !== 'number') return error
    const row = `${list.slice(0, -1)}-${(places[list][index] ?? index) + 1}`
    const inner = path.map((step) => WORDS[step] ?? step).join(' › ')
    return { ...error, loc: [part, row, ...(inner ? [inner] : [])] }
  })
  return { ...result, body: { ...result.body, detail: moved } }
}
