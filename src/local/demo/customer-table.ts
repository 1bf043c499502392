/** A customer, with its subscriptions and instances in chronological order. */
export type DemoCustomer = {
  /** Position in the tenant's table, from 1. */
  number: number
  company: string | null
  email: string | null
  industry: string | null
  locality: Record<'country_code' | 'currency' | 'locale' | 'timezone', string | null>
  createdDaysAgo: number
  /** Null if the customer never changed. */
  changedDaysAgo: number | null
  /** `<status>/<tier>`, with `/ending` for one that will not be renewed. */
  subscriptions: readonly string[]
  /** `<agent>/<status>` */
  instances: readonly string[]
}

/** Country, currency, locale and time zone, by the names that the tables of customers use. */
// biome-ignore format: a table
const localities: Record<string, readonly [string, string, string, string]> = {
  newYork: ['US', 'USD', 'en-US', 'America/New_York'],   chicago: ['US', 'USD', 'en-US', 'America/Chicago'],
  denver: ['US', 'USD', 'es-US', 'America/Denver'],      losAngeles: ['US', 'USD', 'en-US', 'America/Los_Angeles'],
  toronto: ['CA', 'CAD', 'en-CA', 'America/Toronto'],    montreal: ['CA', 'CAD', 'fr-CA', 'America/Toronto'],
  mexico: ['MX', 'MXN', 'es-MX', 'America/Mexico_City'], brazil: ['BR', 'BRL', 'pt-BR', 'America/Sao_Paulo'],
  britain: ['GB', 'GBP', 'en-GB', 'Europe/London'],      ireland: ['IE', 'EUR', 'en-IE', 'Europe/Dublin'],
  finland: ['FI', 'EUR', 'fi-FI', 'Europe/Helsinki'],    sweden: ['SE', 'SEK', 'sv-SE', 'Europe/Stockholm'],
  germany: ['DE', 'EUR', 'de-DE', 'Europe/Berlin'],      austria: ['AT', 'EUR', 'de-AT', 'Europe/Vienna'],
  switzerland: ['CH', 'CHF', 'de-CH', 'Europe/Zurich'],  france: ['FR', 'EUR', 'fr-FR', 'Europe/Paris'],
  spain: ['ES', 'EUR', 'es-ES', 'Europe/Madrid'],        norway: ['NO', 'NOK', 'nb-NO', 'Europe/Oslo'],
  poland: ['PL', 'PLN', 'pl-PL', 'Europe/Warsaw'],       nigeria: ['NG', 'NGN', 'en-NG', 'Africa/Lagos'],
  india: ['IN', 'INR', 'en-IN', 'Asia/Kolkata'],         japan: ['JP', 'JPY', 'ja-JP', 'Asia/Tokyo'],
  australia: ['AU', 'AUD', 'en-AU', 'Australia/Sydney'], newZealand: ['NZ', 'NZD', 'en-NZ', 'Pacific/Auckland'],
}

/**
 * Reads a table of customers, one per line, with `-` for an absent value:
 *
 * company | email | industry | locality | created … days ago | changed … days ago | subscriptions | instances
 */
export function readCustomers(table: string): DemoCustomer[] {
  return table.trim().split('\n').map(readCustomer)
}

function readCustomer(line: string, index: number): DemoCustomer {
  const cells = line.split('|').map((cell) => cell.trim())
  const [company, email, industry, place, created, changed, subscriptions, instances] = cells.map((cell) =>
    cell === '-' ? null : cell,
  )
  const locality = place ? localities[place] : []
  if (!locality || instances === undefined) throw new Error(`The demo data has an invalid line: ${line}`)
  const [country_code = null, currency = null, locale = null, timezone = null] = locality
  return {
    number: index + 1,
    company: company ?? null,
    email: email ?? null,
    industry: industry ?? null,
    locality: { country_code, currency, locale, timezone },
    createdDaysAgo: Number(created),
    changedDaysAgo: changed ? Number(changed) : null,
    subscriptions: subscriptions?.split(' ') ?? [],
    instances: instances?.split(' ') ?? [],
  }
}
