import type { Action } from '../action.ts'
import { rejected } from '../rejected.ts'
import { profileIn } from './profile.ts'

/** Clones a customer, or previews the clone if `step` is `check`. */
export const cloneAction: Action<'/dashboard/customers/{customer_id}/clone'> = {
  path: '/dashboard/customers/{customer_id}/clone',
  async run({ c, form, text, call, show, done }) {
    const id = c.req.param('customer_id') ?? ''
    const at = `/dashboard/customers/${id}`
    const is = profileIn(form)
    const keys = form.getAll('rule').map(String)
    const values = {
      ...{ is: JSON.stringify(is), rules: JSON.stringify(keys) },
      ...{ keyless: text('keyless'), all_rules: text('all_rules') },
    }
    const rules = chosenRules(form, keys)
    if (!rules) {
      const errors = { rule_keys: 'Rules without a key can be copied only together with all other rules.' }
      const code = 'invalid_request'
      const summary = 'One field needs a correction'
      return show(`${at}/clone`, { form: 'clone', values, errors, summary, code, status: 422, failure: {} })
    }
    const setup = ['industry', 'country_code', 'currency', 'locale', 'timezone'].map((name) => [name, is[name] ?? null])
    const body = {
      source_customer_id: id,
      company_name: is.company_name ?? '',
      email: is.email ?? null,
      ...Object.fromEntries(setup),
      ...rules,
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

/** The API fields for the chosen rules. Undefined if the API cannot express the choice. */
function chosenRules(form: FormData, keys: string[]) {
  if (!form.has('listed')) return { clone_rules: form.has('all_rules') }
  if (form.has('keyless')) return keys.length === Number(form.get('listed')) ? { clone_rules: true } : undefined
  return keys.length === 0 ? { clone_rules: false } : { clone_rules: true, rule_keys: keys }
}
