import type { Action, ActionRequest } from '../action.ts'
import { saveChange } from '../editing/save.ts'
import { sentIn, type Values, valuesFrom } from '../editing/values.ts'
import type { Typed } from '../frame/typed.tsx'
import { statusOf } from '../parts/badge.tsx'
import { rejected } from '../rejected.ts'
import { changeBetween, FIELD_NAMES, FIELDS, valuesIn, valuesOf } from './fields.ts'

const LIST = '/dashboard/instances'

export const registerAction: Action<'/dashboard/instances'> = {
  path: LIST,
  page: () => `${LIST}/new`,
  typed(form) {
    const status = String(form.get('status') ?? '')
    const shown: Typed[number][] = status === '' ? [] : [['Status', statusOf(status)[1]]]
    return [['Customer id', String(form.get('customer_id') ?? '')], ...shown, ...fieldsTyped(form)]
  },
  async run({ form, text, call, show, done }) {
    const values = valuesIn(form)
    const [customer_id, status] = [text('customer_id'), text('status')]
    const body = { customer_id, ...values, ...(status && { status }) }
    const result = await call('POST', '/v1/instances', { body })
    if (result.ok) return done(`${LIST}/${result.body.id}`, 'The instance was registered.')
    return show(`${LIST}/new`, rejected('register', result, { ...values, customer_id, status }))
  },
}

/** Saves the fields, unless the instance has changed since the form was opened. */
export const editAction: Action<'/dashboard/instances/{instance_id}'> = {
  path: '/dashboard/instances/{instance_id}',
  page: (param) => `${LIST}/${param('instance_id')}`,
  typed: fieldsTyped,
  async run(request) {
    const { form, text, show, done } = request
    const { at, api } = addressesOf(request)
    const was = valuesFrom(text('was'))
    const is = sentValues(form)
    const body = changeBetween(was, is)
    if (Object.keys(body).length === 0) return done(at, 'Nothing was changed.')
    const result = await saveChange(request, { api, body, was, is, valuesOf })
    if (result.ok) return done(at, 'Your changes were saved.')
    const values = { was: JSON.stringify(was), is: JSON.stringify(is), etag: text('etag') }
    return show(at, rejected('edit', result, values))
  },
}

const ENDED: Record<string, string> = { failed: 'was marked as failed', terminated: 'was terminated' }

/** Changes the status, unless the instance has changed since the page was opened. */
export const statusAction: Action<'/dashboard/instances/{instance_id}/status'> = {
  path: '/dashboard/instances/{instance_id}/status',
  page: (param) => `${LIST}/${param('instance_id')}`,
  async run(request) {
    const { text, call, show, done } = request
    const { at, api } = addressesOf(request)
    const status = text('status')
    const result = await call('PATCH', api, { body: { status }, headers: { 'If-Match': text('etag') } })
    if (result.ok) return done(at, `The instance ${ENDED[status] ?? `is ${statusOf(status)[1].toLowerCase()}`}.`)
    return show(at, rejected('status', result, { status }))
  },
}

export const deleteAction: Action<'/dashboard/instances/{instance_id}/delete'> = {
  path: '/dashboard/instances/{instance_id}/delete',
  page: (param) => `${LIST}/${param('instance_id')}`,
  async run(request) {
    const { text, call, show, done } = request
    const { at, api } = addressesOf(request)
    const result = await call('DELETE', api, { headers: { 'If-Match': text('etag') } })
    if (result.ok) return done(LIST, 'The instance was deleted.')
    return show(at, rejected('delete', result))
  },
}

/** The fields that a form stands for: as they were typed, or the choice after a conflict. */
const sentValues = (form: FormData): Values => sentIn(form, () => valuesIn(form))

function fieldsTyped(form: FormData): Typed {
  const values = sentValues(form)
  return FIELD_NAMES.map((name) => [FIELDS[name], values[name] ?? ''])
}

function addressesOf({ c }: ActionRequest) {
  const id = encodeURIComponent(c.req.param('instance_id') ?? '')
  return { at: `${LIST}/${id}`, api: `/v1/instances/${id}` }
}
