/** Where a customer is at home: country, currency, locale, time zone. */
export type Locality = readonly [
  country_code: string | null,
  currency: string | null,
  locale: string | null,
  timezone: string | null,
]

export const newYork: Locality = ['US', 'USD', 'en-US', 'America/New_York']
export const chicago: Locality = ['US', 'USD', 'en-US', 'America/Chicago']
export const denver: Locality = ['US', 'USD', 'es-US', 'America/Denver']
export const losAngeles: Locality = ['US', 'USD', 'en-US', 'America/Los_Angeles']
export const toronto: Locality = ['CA', 'CAD', 'en-CA', 'America/Toronto']
export const montreal: Locality = ['CA', 'CAD', 'fr-CA', 'America/Toronto']
export const mexico: Locality = ['MX', 'MXN', 'es-MX', 'America/Mexico_City']
export const brazil: Locality = ['BR', 'BRL', 'pt-BR', 'America/Sao_Paulo']
export const britain: Locality = ['GB', 'GBP', 'en-GB', 'Europe/London']
export const ireland: Locality = ['IE', 'EUR', 'en-IE', 'Europe/Dublin']
export const finland: Locality = ['FI', 'EUR', 'fi-FI', 'Europe/Helsinki']
export const sweden: Locality = ['SE', 'SEK', 'sv-SE', 'Europe/Stockholm']
export const germany: Locality = ['DE', 'EUR', 'de-DE', 'Europe/Berlin']
export const austria: Locality = ['AT', 'EUR', 'de-AT', 'Europe/Vienna']
export const switzerland: Locality = ['CH', 'CHF', 'de-CH', 'Europe/Zurich']
export const france: Locality = ['FR', 'EUR', 'fr-FR', 'Europe/Paris']
export const spain: Locality = ['ES', 'EUR', 'es-ES', 'Europe/Madrid']
export const poland: Locality = ['PL', 'PLN', 'pl-PL', 'Europe/Warsaw']
export const nigeria: Locality = ['NG', 'NGN', 'en-NG', 'Africa/Lagos']
export const india: Locality = ['IN', 'INR', 'en-IN', 'Asia/Kolkata']
export const japan: Locality = ['JP', 'JPY', 'ja-JP', 'Asia/Tokyo']
export const australia: Locality = ['AU', 'AUD', 'en-AU', 'Australia/Sydney']
export const newZealand: Locality = ['NZ', 'NZD', 'en-NZ', 'Pacific/Auckland']
/** A sign-up that told nothing of it. */
export const unknown: Locality = [null, null, null, null]
