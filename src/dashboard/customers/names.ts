import type { z } from '@hono/zod-openapi'
import type { CustomerSummary } from '../../customers/customer.ts'
import { customerName } from '../parts/customer-name.ts'
import { shortId } from '../parts/id.tsx'

type Named = Pick<z.infer<typeof CustomerSummary>, 'id' | 'company_name' | 'email'>

/** The display name of a customer, like `CUSTOMER_NAME`. */
export function nameOf({ company_name, email }: Named): string {
  return customerName(company_name ?? email)
}

/** The line below the name. */
export function secondLineOf({ company_name, email, id }: Named) {
  if (email === null) return company_name === null ? { id: shortId(id) } : { text: 'no email' }
  return { text: company_name === null ? 'no name' : email }
}

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' })
const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' })

/** “Germany” for `DE`. */
export function countryName(code: string): string {
  return named(COUNTRIES, code)
}

/** “German (Germany)” for `de-DE`. */
export function languageName(tag: string): string {
  return named(LANGUAGES, tag)
}

/** A code that the runtime does not know is shown unchanged. */
function named(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}
