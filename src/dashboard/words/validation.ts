// Validation errors of the API address programs. Pages show them in the words of the people who fill in the forms.

/** Part of a validation error of the API. */
export interface Fault {
  /** The place: part of the request, field, and path within it. */
  loc: readonly (string | number)[]
  msg: string
  type: string
}

/** What a field accepts, whatever is wrong with its value. */
const BY_FIELD: Record<string, string> = {
  email: 'Use an email address, such as steve@plumbing.example',
  country_code: 'Use the two-letter code of the country, such as DE for Germany',
  currency: 'Use the three-letter code of the currency, such as EUR',
  locale: 'Use a language tag, such as en-US',
  timezone: 'Use the name of a time zone, such as America/New_York',
  external_id: 'Use visible characters, and not just . or ..',
  hostname: 'Use a host name, such as agent-7.steve.example',
  ip_address: 'Use an IPv4 or IPv6 address without a netmask, such as 203.0.113.7',
  trigger_event: 'Use lower-case letters, digits, periods and underscores, such as call.missed',
  rule_ids: 'Some of these rules no longer exist. Open the page again to see the current ones',
  customer_id: 'Only a key with the role Customer has a customer id',
  expires_at: 'Choose a date in the future',
  cursor: 'This part of the list no longer exists. Open the list again',
  per_page: 'Show fewer rows per page',
}

/** What a type of error asks for, with the numbers of its message. */
const BY_TYPE: Record<string, (numbers: string[]) => string> = {
  missing: () => 'Enter a value',
  string_too_short: () => 'Enter a value',
  string_too_long: ([most]) => `Use at most ${most} characters`,
  string_type: () => 'Enter text',
  string_unicode: () => 'Remove the characters that cannot be displayed',
  string_pattern_mismatch: () => 'Use only the characters that are allowed here',
  value_error: () => 'Use visible characters, without control characters',
  too_short: ([least]) => `Add at least ${least}`,
  too_long: ([most]) => `At most ${most} are allowed`,
  int_type: () => 'Enter a whole number',
  int_parsing: () => 'Enter a whole number',
  int_from_float: () => 'Enter a whole number',
  finite_number: () => 'Put numbers of this size in quotes',
  less_than_equal: ([most]) => `Enter a number of at most ${most}`,
  greater_than_equal: ([least]) => `Enter a number of at least ${least}`,
  bool_type: () => 'Choose yes or no',
  bool_parsing: () => 'Choose yes or no',
  literal_error: () => 'Choose one of the values that are offered',
  uuid_parsing: () => 'Use a full id, such as 497f6eca-6276-4993-bfeb-53cbbbba6f08',
  list_type: () => 'Enter a list',
  dict_type: () => 'Enter keys with values',
  model_attributes_type: () => 'Enter keys with values',
  datetime_parsing: () => 'Use a date and a time, such as 2026-03-14T15:09:26Z',
  datetime_future: () => 'Choose a date in the future',
  timezone_aware: () => 'Add a time zone, such as Z or +01:00',
  extra_forbidden: () => 'This does not exist here',
}

/** Errors of which the type says more than the field. */
const BY_TYPE_FIRST = [
  ...['missing', 'string_too_short', 'string_too_long', 'uuid_parsing', 'extra_forbidden'],
  ...['int_parsing', 'less_than_equal', 'greater_than_equal'],
]
/** Fields for which no error says more than what to write. */
const CODES = ['country_code', 'currency', 'locale', 'timezone']

/** What is wrong with a field and what is allowed, without a period. Undefined for a type that is not known. */
export function wordsOf({ loc, msg, type }: Fault): string | undefined {
  const [, field = '', ...path] = loc.map(String)
  const numbers = msg.match(/-?\d+/g) ?? []
  const byType = BY_TYPE[type]?.(numbers)
  if (field === 'metadata') return metadataWords(type, numbers, path) ?? byType
  if (field === '' && type === 'too_long') return 'The conditions and actions are too long; shorten or remove some'
  const isContent = field === 'conditions' || field === 'actions'
  if (isContent && type === 'value_error') return CONTENT
  return BY_TYPE_FIRST.includes(type) && !CODES.includes(field) ? byType : (BY_FIELD[field] ?? byType)
}

/** Conditions and actions contain values of any depth. */
const CONTENT = 'Use visible characters, names other than __proto__, and at most 16 levels of nested lists and groups'
const METADATA = 'Use keys of 1 to 40 visible characters, and text, true, false or numbers of a usual size as values'

function metadataWords(type: string, [most]: string[], [key]: string[]): string | undefined {
  if (key === undefined && type === 'too_long') return `Use at most ${most} entries, including existing ones`
  return type === 'value_error' ? METADATA : undefined
}

/** Like `wordsOf`, with words for every error. */
export function faultInWords(fault: Fault): string {
  return wordsOf(fault) ?? 'This value is not accepted here'
}
