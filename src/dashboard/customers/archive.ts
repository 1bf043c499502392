import type { Action } from '../action.ts'
import { rejected } from '../rejected.ts'

export const archive: Action<'/dashboard/customers/{customer_id}/archive'> = {
  path: '/dashboard/customers/{customer_id}/archive',
  page: (param) => `/dashboard/customers/${param('customer_id')}`,
  async run({ c, text, call, show, done }) {
    const id = encodeURIComponent(c.req.param('customer_id') ?? '')
    const at = `/dashboard/customers/${id}`
    const result = await call('DELETE', `/v1/customers/${id}`, { headers: { 'If-Match': text('etag') || '*' } })
    if (result.ok) return done(at, 'The customer was archived.')
    return show(at, rejected('archive', result))
  },
}

export const restore: Action<'/dashboard/customers/{customer_id}/restore'> = {
  path: '/dashboard/customers/{customer_id}/restore',
  page: (param) => `/dashboard/customers/${param('customer_id')}`,
  async run({ c, call, show, done }) {
    const id = encodeURIComponent(c.req.param('customer_id') ?? '')
    const at = `/dashboard/customers/${id}`
    const result = await call('POST', `/v1/customers/${id}/restore`)
    if (result.ok) return done(at, 'The customer was restored.')
    return show(at, rejected('restore', result))
  },
}
