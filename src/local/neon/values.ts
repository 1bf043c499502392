/** Converts a parameter of a request to PostgreSQL's text format like Neon's proxy (`json_to_pg_text`). */
export function toParameter(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (value === null) return null
  return Array.isArray(value) ? toArrayText(value) : JSON.stringify(value)
}

function toArrayText(value: unknown): string {
  if (value === null) return 'NULL'
  if (Array.isArray(value)) return `{${value.map(toArrayText).join(',')}}`
  // Inside the array, an object is text: its JSON is quoted and escaped once more.
  return typeof value === 'object' ? JSON.stringify(JSON.stringify(value)) : JSON.stringify(value)
}

type Convert = (text: string) => unknown

const toFloat: Convert = (text) => (Number.isFinite(Number(text)) ? Number(text) : text)

/** Types that are returned as JSON values unless raw text is requested, by oid; all others stay text. */
const scalars = new Map<number, Convert>([
  [16, (text) => text === 't'],
  [21, Number],
  [23, Number],
  [700, toFloat],
  [701, toFloat],
  [114, (text) => JSON.parse(text)],
  [3802, (text) => JSON.parse(text)],
])

/** Array types (oid → oid of the element); elements of a type that is not in `scalars` stay text. */
// biome-ignore format: a table
const arrays = new Map([
  [1000, 16], [1005, 21], [1007, 23], [1021, 700], [1022, 701], [199, 114], [3807, 3802],
  [1009, 25], [1015, 1043], [1014, 1042], [1016, 20], [1231, 1700], [2951, 2950], [1001, 17],
  [1115, 1114], [1185, 1184], [1182, 1082], [1183, 1083], [1002, 18], [1003, 19], [1028, 26],
])

/** Converter for values of a type (oid) unless raw text is requested; `undefined` leaves the text unchanged. */
export function converterOf(type: number): Convert | undefined {
  const element = arrays.get(type)
  return element === undefined ? scalars.get(type) : (text) => parseArray(text, scalars.get(element))
}

/** Parses an array in text format, such as `[0:1]={1,NULL}` or `{{a,"b c"}}`. The bounds are dropped. */
export function parseArray(text: string, convert: Convert = (item) => item): unknown[] {
  let at = text.startsWith('[') ? text.indexOf('=') + 1 : 0

  function list(): unknown[] {
    const items: unknown[] = []
    at += 1
    while (text[at] !== '}') {
      if (at >= text.length) throw new Error('unbalanced array')
      if (text[at] === ',') at += 1
      items.push(item())
    }
    at += 1
    return items
  }

  function item(): unknown {
    if (text[at] === '{') return list()
    if (text[at] === '"') return convert(quoted())
    const start = at
    while (at < text.length && text[at] !== ',' && text[at] !== '}') at += 1
    const plain = text.slice(start, at)
    return plain === 'NULL' ? null : convert(plain)
  }

  function quoted(): string {
    let content = ''
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length) throw new Error('unbalanced quoted string')
      if (text[at] === '\\') at += 1
      content += text[at]
    }
    at += 1
    return content
  }

  return list()
}
