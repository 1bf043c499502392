import type { Action } from '../action.ts'
import { saveChange } from '../editing/save.ts'
import { chosenIn, valuesFrom } from '../editing/values.ts'
import { rejected } from '../rejected.ts'
import { changeBetween, profileIn, profileOf } from './profile.ts'

/** Saves a profile, unless it has changed since the form was opened. */
export const editAction: Action<'/dashboard/customers/{customer_id}'> = {
  path: '/dashboard/customers/{customer_id}',
  async run(request) {
    const { c, form, text, show, done } = request
    const id = encodeURIComponent(c.req.param('customer_id') ?? '')
    const at = `/dashboard/customers/${id}`
    const was = valuesFrom(text('was'))
    const is = form.has('is') ? chosenIn(form, was, valuesFrom(text('is'))) : profileIn(form)
    const body = changeBetween(was, is)
    if (Object.keys(body).length === 0) return done(at, 'Nothing was changed.')
    const result = await saveChange(request, { api: `/v1/customers/${id}`, body, was, is, valuesOf: profileOf })
    if (result.ok) return done(at, 'Your changes were saved.')
    const values = { was: JSON.stringify(was), is: JSON.stringify(is), etag: text('etag') }
    return show(at, rejected('profile', result, values))
  },
}
