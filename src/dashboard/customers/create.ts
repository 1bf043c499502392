import type { Action } from '../action.ts'
import { rejected } from '../rejected.ts'
import { changeBetween, PROFILE_LIMIT, profileIn, profileTyped } from './profile.ts'

export const createAction: Action<'/dashboard/customers'> = {
  path: '/dashboard/customers',
  page: () => '/dashboard/customers/new',
  limit: PROFILE_LIMIT,
  typed: profileTyped,
  async run({ form, call, show, done }) {
    const is = profileIn(form)
    const result = await call('POST', '/v1/customers', { body: changeBetween({}, is) })
    if (result.ok) return done(`/dashboard/customers/${result.body.id}`, 'The customer was created.')
    return show('/dashboard/customers/new', rejected('new', result, { is: JSON.stringify(is) }))
  },
}
