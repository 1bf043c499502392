// The API's errors address programs. Pages show them in the words of the people who fill in the forms.

/** Part of a validation error of the API. */
export interface Fault {
  /** The place: part of the request, field, and path within it. */
  loc: readonly (string | number)[]
  msg: string
}

/** What to write in a field of which only some values exist, whatever is wrong with the value. */
const CODES: Record<string, string> = {
  country_code: 'Use the two-letter code of the country, such as DE for Germany',
  currency: 'Use the three-letter code of the currency, such as EUR',
  locale: 'Use a language tag, such as en-US',
  timezone: 'Use the name of a time zone, such as America/New_York',
}

/** The first pattern that matches is replaced. Most keep the rest of the sentence. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/^Field required$|^String should have at least 1 character$/, 'Enter a value'],
  [/^String should have at least 1 visible character$/, 'Enter at least 1 visible character'],
  [/^String should have at most (\d+) characters$/, 'Use at most $1 characters'],
  [/^String should match pattern .*$/, 'Contains characters that are not allowed here'],
  [/^List should have at least (\d+) items?$/, 'At least $1 is needed'],
  [/^List should have at most (\d+) items$/, 'At most $1 are possible'],
  [/^Input should be a valid integer/, 'Enter a whole number'],
  [/^Input should be less than or equal to /, 'Enter a number of at most '],
  [/^Input should be greater than or equal to /, 'Enter a number of at least '],
  [/^Input should be a valid string$/, 'Enter text'],
  [/^Input should be a valid UUID, /, 'Use a full id, '],
  [/^Input should be a valid boolean: /, 'Must be '],
  [/^(?:Input|String) should /, 'Must '],
]

/** What is wrong with a field and what is allowed, without a period. */
export function faultInWords({ loc, msg }: Fault): string {
  const code = CODES[String(loc[1])]
  if (code !== undefined && loc.length === 2) return code
  const [pattern, words] = REPLACEMENTS.find(([one]) => one.test(msg)) ?? []
  return pattern && words !== undefined ? msg.replace(pattern, words) : msg
}
