import { isUuid } from '../../validation/uuid.ts'
import type { Action } from '../action.ts'
import { isForbidden } from '../frame/forbidden.tsx'
import { customerName } from '../parts/customer-name.ts'
import { rejected } from '../rejected.ts'
import { listAt, MAX_SELECTED } from './archive-many.tsx'
import { archivedText, type Chosen, isStop, renderArchived, type Tried } from './archive-many-outcome.tsx'
import { type Attempt, attempt } from './attempt.ts'

/** Number of concurrent requests to the API. */
const AT_ONCE = 5

/**
 * Asks first; then archives the customers one by one, so that one that cannot be archived does not stop the others.
 * Each has its own idempotency key, so that the form can be sent again.
 */
export const archiveMany: Action<'/dashboard/customers/archive'> = {
  path: '/dashboard/customers/archive',
  page: () => '/dashboard/customers',
  // Names in the encoding of forms.
  limit: 256 * 1024,
  typed(form) {
    const number = form.getAll('id').length
    const names = chosenIn(form).map(({ label }) => label)
    return [['Customers', number === 0 ? names.join(', ') : `${number} selected`]]
  },
  async run({ c, visit, form, text, call, show, done }) {
    const list = listAt(text('list'), visit.url)
    if (!form.has('confirmed')) {
      const ids = form.getAll('id').map(String).filter(isUuid).slice(0, MAX_SELECTED)
      if (ids.length === 0) return done(list, 'No customers were selected.')
      const query = new URLSearchParams({ ids: ids.join(','), list: new URL(list, visit.url).search })
      return c.redirect(`/dashboard/customers/archive?${query}`, 303)
    }
    const chosen = chosenIn(form)
    const idempotencyKey = text('idempotency_key') || crypto.randomUUID()
    const tried = new Map<string, Attempt>()
    let stop: Attempt | undefined
    for (let start = 0; start < chosen.length && !stop; start += AT_ONCE) {
      const some = chosen.slice(start, start + AT_ONCE).map(async ({ id }) => {
        const sent = await attempt(call, 'DELETE', `/v1/customers/${id}`, { idempotencyKey: `${idempotencyKey}-${id}` })
        tried.set(id, sent)
        return sent
      })
      stop = (await Promise.all(some)).find(isStop)
    }
    const all: Tried[] = chosen.map((one) => ({ ...one, sent: tried.get(one.id) }))
    const archived = all.filter(({ sent }) => sent?.ok).length
    if (archived === all.length) return done(list, `${archivedText(archived)}.`)
    if (archived === 0 && stop && isForbidden(stop.body)) return show(list, rejected('archive', stop))
    return renderArchived(c, { all, stop, list, idempotencyKey })
  },
}

/** The confirmed customers with their names, up to the size of a page of the list. */
function chosenIn(form: FormData): Chosen[] {
  const labels = form.getAll('label').map(String)
  const chosen = form.getAll('confirmed').map((id, index) => ({ id: String(id), label: customerName(labels[index]) }))
  const isFirst = ({ id }: Chosen, index: number) => chosen.findIndex((one) => one.id === id) === index
  return chosen.filter((one, index) => isUuid(one.id) && isFirst(one, index)).slice(0, MAX_SELECTED)
}
