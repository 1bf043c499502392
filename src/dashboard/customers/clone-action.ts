import type { Action } from '../action.ts'
import { rejected } from '../rejected.ts'
import { profileIn, profileTyped } from './profile.ts'

/** Clones a customer, or previews the clone if `step` is `check`. */
export const cloneAction: Action<'/dashboard/customers/{customer_id}/clone'> = {
  path: '/dashboard/customers/{customer_id}/clone',
  page: (param) => `/dashboard/customers/${param('customer_id')}/clone`,
  typed(form) {
    const number = form.getAll('rule').length
    const rules = form.has('all_rules') ? 'all' : number === 1 ? '1 chosen' : `${number} chosen`
    return [...profileTyped(form), ['Rules', rules]]
  },
  async run({ c, form, text, call, show, done }) {
    const sourceId = c.req.param('customer_id') ?? ''
    const id = encodeURIComponent(sourceId)
    const at = `/dashboard/customers/${id}`
    const is = profileIn(form)
    const ruleIds = form.getAll('rule').map(String)
    const values = { is: JSON.stringify(is), rules: JSON.stringify(ruleIds), all_rules: text('all_rules') }
    const setup = ['industry', 'country_code', 'currency', 'locale', 'timezone'].map((name) => [name, is[name] ?? null])
    const body = {
      source_customer_id: sourceId,
      company_name: is.company_name ?? '',
      email: is.email ?? null,
      ...Object.fromEntries(setup),
      ...chosenRules(form, ruleIds),
    }
    // The page also exists for archived customers, so the form accepts them.
    const path = `/v1/customers/${id}/clone?include_archived=true`
    if (text('step') === 'check') {
      const preview = await call('POST', path, { body: { ...body, dry_run: true }, idempotencyKey: '' })
      if (!preview.ok) return show(`${at}/clone`, rejected('clone', preview, values))
      const checked = { summary: '', code: 'checked', status: 200, failure: preview.body }
      return show(`${at}/clone`, { form: 'clone', values, errors: {}, ...checked })
    }
    const result = await call('POST', path, { body })
    if (!result.ok) return show(`${at}/clone`, rejected('clone', result, values))
    const number = result.body.rules_cloned === 1 ? '1 rule' : `${result.body.rules_cloned} rules`
    return done(`/dashboard/customers/${result.body.id}`, `The customer was cloned with ${number}.`)
  },
}

/** The API fields for the chosen rules: those that are ticked, even if the source has received others since. */
function chosenRules(form: FormData, rule_ids: string[]) {
  if (form.has('all_rules')) return { clone_rules: true }
  return rule_ids.length === 0 ? { clone_rules: false } : { clone_rules: true, rule_ids }
}
