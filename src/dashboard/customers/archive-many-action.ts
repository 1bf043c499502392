import { isUuid } from '../../validation/uuid.ts'
import type { Action } from '../action.ts'
import { rejected } from '../rejected.ts'

/** Number of concurrent requests to the API. */
const AT_ONCE = 5

/** Asks first; then archives the customers one by one, so that one that cannot be archived does not stop the others. */
export const archiveMany: Action<'/dashboard/customers/archive'> = {
  path: '/dashboard/customers/archive',
  async run({ c, form, text, call, show, done }) {
    const list = '/dashboard/customers'
    if (!form.has('confirmed')) {
      const ids = form.getAll('id').map(String).filter(isUuid)
      if (ids.length === 0) return done(list, 'No customers were selected.')
      return c.redirect(`${list}/archive?ids=${ids.join(',')}`, 303)
    }
    const ids = text('confirmed').split(',').filter(isUuid)
    let archived = 0
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const some = ids.slice(start, start + AT_ONCE)
      const results = await Promise.all(some.map((id) => call('DELETE', `/v1/customers/${id}`, { idempotencyKey: '' })))
      const refused = results.find(({ status }) => status === 403)
      if (refused) return show(list, rejected('archive', refused))
      archived += results.filter(({ ok }) => ok).length
    }
    const left = ids.length - archived
    const said = archived === 1 ? '1 customer was archived.' : `${archived} customers were archived.`
    return done(list, left === 0 ? said : `${said} ${left} could not be archived; open them to see why.`)
  },
}
