import { isUuid } from '../../validation/uuid.ts'
import type { Action, ActionRequest, ApiResult } from '../action.ts'
import { saveChange } from '../editing/save.ts'
import { sentIn, type Values, valuesFrom } from '../editing/values.ts'
import type { Typed } from '../frame/typed.tsx'
import { correctionsFor, rejected } from '../rejected.ts'
import type { Submission } from '../submission.ts'
import { sent } from './conditions.ts'
import { contentOf, draftIn, edited } from './draft.ts'
import { changeBetween, contentIn, FIELD_NAMES, FIELDS, shownOf, textOf, versionOf } from './version.ts'

/** What the user entered: every field, with conditions and actions in words. */
function typedIn(form: FormData): Typed {
  const version = sentVersion(form)
  return FIELD_NAMES.map((name) => [FIELDS[name], textOf(name, version[name] ?? '')])
}

const sentVersion = (form: FormData): Values =>
  sentIn(form, () => ({ ...plainIn(form), ...contentIn(contentOf(draftIn(form)).content) }))

/** The form also carries the stored conditions and actions. */
const LIMIT = 512 * 1024

export const createAction: Action<'/dashboard/rules'> = {
  path: '/dashboard/rules',
  page: () => '/dashboard/rules/new',
  limit: LIMIT,
  typed: typedIn,
  async run(request) {
    const { text, call, show, done } = request
    const customer_id = text('customer_id')
    const query = new URLSearchParams({
      ...(isUuid(customer_id) && { customer_id }),
      ...(isUuid(text('from')) && { from: text('from') }),
      ...(text('suppress') && { suppress: 'true' }),
    })
    const at = `/dashboard/rules/new${query.size > 0 ? `?${query}` : ''}`
    const read = readForm(request)
    if ('submission' in read) return show(at, read.submission)
    const body = { ...changeBetween({}, read.is), customer_id: customer_id || null }
    const result = await call('POST', '/v1/rules', { body })
    if (result.ok) return done(`/dashboard/rules/${result.body.id}`, 'The rule was created.')
    return show(at, rejected('rule', located(result, read.places), read.values))
  },
}

/** Saves a rule, unless it has changed since the form was opened. */
export const editAction: Action<'/dashboard/rules/{rule_id}'> = {
  path: '/dashboard/rules/{rule_id}',
  page: (param) => `/dashboard/rules/${param('rule_id')}`,
  limit: LIMIT,
  typed: typedIn,
  async run(request) {
    const { form, text, show, done } = request
    const id = idOf(request)
    const at = `/dashboard/rules/${id}`
    const was = valuesFrom(text('was'))
    const read = form.has('is') ? chosen(sentVersion(form)) : readForm(request)
    const opened = { was: text('was'), etag: text('etag') }
    if ('submission' in read) {
      return show(at, { ...read.submission, values: { ...read.submission.values, ...opened } })
    }
    const { is, values, places } = read
    const body = changeBetween(was, is)
    if (Object.keys(body).length === 0) return done(at, 'Nothing was changed.')
    const result = await saveChange(request, { api: `/v1/rules/${id}`, body, was, is, valuesOf: versionOf })
    if (result.ok) return done(at, 'The rule was saved.')
    return show(at, rejected('rule', located(result, places), { ...values, ...opened, is: JSON.stringify(is) }))
  },
}

export const deleteAction: Action<'/dashboard/rules/{rule_id}/delete'> = {
  path: '/dashboard/rules/{rule_id}/delete',
  page: (param) => `/dashboard/rules/${param('rule_id')}`,
  async run(request) {
    const { text, call, show, done } = request
    const id = idOf(request)
    const result = await call('DELETE', `/v1/rules/${id}`, { headers: { 'If-Match': text('etag') || '*' } })
    const customer = text('customer_id')
    const back = isUuid(customer) ? `/dashboard/customers/${customer}` : '/dashboard/rules'
    if (result.ok) return done(back, 'The rule was deleted.')
    return show(`/dashboard/rules/${id}`, rejected('delete', result))
  },
}

const idOf = ({ c }: ActionRequest) => encodeURIComponent(c.req.param('rule_id') ?? '')

type Places = Record<'conditions' | 'actions', number[]>

/** A rule to save: as a version, and as the form shows it. */
interface Read {
  is: Values
  values: Record<string, string>
  /** Where each condition and action is in the form. */
  places: Places
}

/** The choice after a conflict. */
const chosen = (is: Values): Read => ({ is, values: shownOf(is), places: { conditions: [], actions: [] } })

/** Reads the rule in the form, unless the form is shown again: with changed rows, or with its errors. */
function readForm({ form, text }: ActionRequest): Read | { submission: Submission } {
  const typed = plainIn(form)
  const draft = draftIn(form)
  const other = edited(draft, text('do'))
  const values = { ...typed, draft: JSON.stringify(other ?? draft) }
  if (other) return { submission: shownAgain(values, {}) }
  const { content, errors, places } = contentOf(draft)
  if (Object.keys(errors).length > 0) return { submission: shownAgain(values, errors) }
  return { is: { ...typed, ...contentIn(content) }, values, places }
}

/** The fields that are one text. */
function plainIn(form: FormData): Record<string, string> {
  const text = (name: string) => sent(String(form.get(name) ?? '').trim())
  const plain = FIELD_NAMES.filter((name) => name !== 'conditions' && name !== 'actions')
  return {
    ...Object.fromEntries(plain.map((name) => [name, text(name)])),
    is_active: String(text('is_active') === 'true'),
  }
}

function shownAgain(values: Record<string, string>, errors: Record<string, string>): Submission {
  const number = Object.keys(errors).length
  return {
    form: 'rule',
    values,
    errors,
    summary: correctionsFor(number),
    code: 'rows',
    status: number > 0 ? 422 : 200,
    failure: {},
  }
}

const WORDS: Record<string, string> = { field: 'Field', operator: 'Comparison', value: 'Value', type: 'Action' }

/** The result with errors at rows of the form instead of items of the lists. */
function located(result: ApiResult, places: Places): ApiResult {
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
