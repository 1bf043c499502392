/** A customer's country, currency, locale and time zone. */
export type Locality = readonly [
  country_code: string | null,
  currency: string | null,
  locale: string | null,
  timezone: string | null,
]

/** By the names that the tables of customers use. */
export const localities: Record<string, Locality> = {
  newYork: ['US', 'USD', 'en-US', 'America/New_York'],
  chicago: ['US', 'USD', 'en-US', 'America/Chicago'],
  denver: ['US', 'USD', 'es-US', 'America/Denver'],
  losAngeles: ['US', 'USD', 'en-US', 'America/Los_Angeles'],
  toronto: ['CA', 'CAD', 'en-CA', 'America/Toronto'],
  montreal: ['CA', 'CAD', 'fr-CA', 'America/Toronto'],
  mexico: ['MX', 'MXN', 'es-MX', 'America/Mexico_City'],
  brazil: ['BR', 'BRL', 'pt-BR', 'America/Sao_Paulo'],
  britain: ['GB', 'GBP', 'en-GB', 'Europe/London'],
  ireland: ['IE', 'EUR', 'en-IE', 'Europe/Dublin'],
  finland: ['FI', 'EUR', 'fi-FI', 'Europe/Helsinki'],
  sweden: ['SE', 'SEK', 'sv-SE', 'Europe/Stockholm'],
  germany: ['DE', 'EUR', 'de-DE', 'Europe/Berlin'],
  austria: ['AT', 'EUR', 'de-AT', 'Europe/Vienna'],
  switzerland: ['CH', 'CHF', 'de-CH', 'Europe/Zurich'],
  france: ['FR', 'EUR', 'fr-FR', 'Europe/Paris'],
  spain: ['ES', 'EUR', 'es-ES', 'Europe/Madrid'],
  norway: ['NO', 'NOK', 'nb-NO', 'Europe/Oslo'],
  poland: ['PL', 'PLN', 'pl-PL', 'Europe/Warsaw'],
  nigeria: ['NG', 'NGN', 'en-NG', 'Africa/Lagos'],
  india: ['IN', 'INR', 'en-IN', 'Asia/Kolkata'],
  japan: ['JP', 'JPY', 'ja-JP', 'Asia/Tokyo'],
  australia: ['AU', 'AUD', 'en-AU', 'Australia/Sydney'],
  newZealand: ['NZ', 'NZD', 'en-NZ', 'Pacific/Auckland'],
  // A sign-up without this information.
  '-': [null, null, null, null],
}
