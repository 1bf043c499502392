import type { Action } from '../action.ts'
import { saveChange } from '../editing/save.ts'
import { valuesFrom } from '../editing/values.ts'
import { rejected } from '../rejected.ts'
import { changeBetween, PROFILE_LIMIT, profileOf, profileTyped, sentProfile } from './profile.ts'

/** Saves a profile, unless it has changed since the form was opened. */
export const editAction: Action<'/dashboard/customers/{customer_id}'> = {
  path: '/dashboard/customers/{customer_id}',
  page: (param) => `/dashboard/customers/${param('customer_id')}`,
  limit: PROFILE_LIMIT,
  typed: profileTyped,
  async run(request) {
    const { c, form, text, call, show, done } = request
    const id = encodeURIComponent(c.req.param('customer_id') ?? '')
    const at = `/dashboard/customers/${id}`
    const was = valuesFrom(text('was'))
    const is = sentProfile(form)
    const body = changeBetween(was, is)
    if (Object.keys(body).length === 0) return done(at, 'Nothing was changed.')
    const values = { was: JSON.stringify(was), is: JSON.stringify(is), etag: text('etag') }
    if (text('restore')) {
      const key = text('idempotency_key')
      const options = { idempotencyKey: key && `${key}-restore` }
      const restored = await call('POST', `/v1/customers/${id}/restore`, options)
      if (!restored.ok) return show(at, rejected('profile', restored, values))
    }
    const result = await saveChange(request, { api: `/v1/customers/${id}`, body, was, is, valuesOf: profileOf })
    if (result.ok) return done(at, 'Your changes were saved.')
    return show(at, rejected('profile', result, values))
  },
}
