import { countryName, languageName } from './names.ts'

// Suggestions for fields that accept any valid code. Short lists: a page has at most 30 KB.

const COUNTRIES =
  'AE AR AT AU BE BG BR CA CH CL CN CO CZ DE DK EE EG ES FI FR GB GR HK HR HU ID IE IL IN IS IT JP KE KR LT LU LV MA ' +
  'MX MY NG NL NO NZ PE PH PL PT RO RS SA SE SG SI SK TH TR TW UA US VN ZA'
const CURRENCIES = 'AUD BRL CAD CHF CZK DKK EUR GBP HKD HUF INR JPY MXN NOK NZD PLN RON SEK SGD USD ZAR'
const LOCALES =
  'cs-CZ da-DK de-AT de-CH de-DE en-AU en-CA en-GB en-US es-ES es-MX fi-FI fr-CA fr-FR it-IT ja-JP nb-NO nl-NL ' +
  'pl-PL pt-BR pt-PT sv-SE'
const ZONES =
  'Africa/Johannesburg Africa/Lagos America/Chicago America/Denver America/Los_Angeles America/Mexico_City ' +
  'America/New_York America/Sao_Paulo America/Toronto Asia/Dubai Asia/Kolkata Asia/Singapore Asia/Tokyo ' +
  'Australia/Sydney Europe/Amsterdam Europe/Berlin Europe/Dublin Europe/Helsinki Europe/Lisbon Europe/London ' +
  'Europe/Madrid Europe/Paris Europe/Rome Europe/Stockholm Europe/Warsaw Europe/Zurich Pacific/Auckland UTC'

const listed = (codes: string, label?: (code: string) => string) =>
  codes.split(' ').map((value) => (label ? { value, label: label(value) } : { value }))

export const countries = () => listed(COUNTRIES, countryName)
export const currencyCodes = () => listed(CURRENCIES)
export const localeExamples = () => listed(LOCALES, languageName)
export const timeZones = () => listed(ZONES)
