import { visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'

export type Fields = (readonly [name: string, value: string])[]

export const RULE: Fields = [
  ['name', 'Call back'],
  ['trigger_event', 'call.missed'],
  ['is_active', 'true'],
]

/** A row of the form, as it sends it. */
export const condition = (field: string, operator: string, value: string, was = ''): Fields => [
  ...[['condition_was', was] as const, ['condition_field', field] as const],
  ...[['condition_operator', operator] as const, ['condition_value', value] as const],
]

/** An action of the form, with new settings. */
export const action = (index: number, type: string, settings: Record<string, string> = {}, kind = 'one'): Fields => [
  ...[['action_type', type] as const, ['action_base', '{}'] as const],
  ...Object.entries(settings).flatMap(
    ([name, value]): Fields => [
      [`action${index}_path`, ''],
      [`action${index}_name`, name],
      [`action${index}_value`, value],
      [`action${index}_kind`, kind],
    ],
  ),
]

export const decoded = (text: string) =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

/** What a browser sends if nothing is changed in the form of a page, which has an attribute. */
export function fieldsIn(page: string, attribute = 'id="form"'): Fields {
  const form = new RegExp(`<form method="post"[^>]* ${attribute}[\\s\\S]+?</form>`).exec(page)?.[0] ?? ''
  const controls = form.matchAll(
    /<input ([^>]*)>|<textarea ([^>]*)>([\s\S]*?)<\/textarea>|<select ([^>]*)>([\s\S]*?)<\/select>/g,
  )
  return [...controls].flatMap(([, input = '', textarea, text = '', select, options = '']): Fields => {
    const all = textarea ?? select ?? input
    const name = / ?name="([^"]*)"/.exec(all)?.[1] ?? ''
    if (textarea !== undefined) return [[name, decoded(text.replace(/^\n/, '')).replaceAll(/\r\n?|\n/g, '\r\n')]]
    if (select !== undefined) {
      const chosen = /<option value="([^"]*)" selected/.exec(options) ?? /<option value="([^"]*)"/.exec(options)
      return [[name, chosen?.[1] ?? '']]
    }
    if (/type="(checkbox|radio)"/.test(all) && !all.includes('checked')) return []
    const value = decoded(/ ?value="([^"]*)"/.exec(all)?.[1] ?? '')
    return [[name, all.includes('type="hidden"') ? value : value.replaceAll(/[\r\n]/g, '')]]
  })
}

export async function newVisitor() {
  const tenant = await newTenant()
  const rules = async (query = '') => (await tenant.get(`/v1/rules${query}`)).body.rules
  return { tenant, rules, ...(await visitorOf(tenant)) }
}
