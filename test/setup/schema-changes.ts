import { type Direction, type Json, resolved } from './document-changes.ts'

type Add = (isBreaking: boolean, text: string) => void

/** In the description of an enum that may grow. */
const GROWS = /Later versions may add/

/** A bound and whether a larger value of it allows more. */
const BOUNDS = {
  ...{ maxLength: true, maxItems: true, maxProperties: true, maximum: true },
  ...{ minLength: false, minItems: false, minimum: false },
}

/** Returns a function that compares two schemas and adds what differs. Each named schema is compared once. */
export function schemaChanges(before: Json, after: Json, add: Add) {
  const compared = new Set<string>()
  return compare

  function compare(was: Json, is: Json, place: string, direction: Direction): void {
    const name = is.$ref?.split('/').at(-1)
    const where = name ?? place
    if (name && compared.has(`${direction} ${name}`)) return
    if (name) compared.add(`${direction} ${name}`)
    const [old, current] = [flat(was, before), flat(is, after)]
    /** What a client sends may get more possibilities, and what it receives fewer. */
    const allows = (what: string, isMore: boolean) => {
      add(isMore === (direction === 'response'), `\`${where}\` in a ${direction} ${what}`)
    }
    if (old.anyOf || current.anyOf) {
      compareAlternatives(old, current, where, direction, allows)
      return
    }
    compareSets(typesOf(old), typesOf(current), (type, isMore) => {
      allows(`${isMore ? 'may now be' : 'can no longer be'} \`${type}\``, isMore)
    })
    compareEnums(old, current, (what, isMore) => {
      // A client has to accept unknown values of an enum that may grow.
      if (isMore && GROWS.test(current.description ?? '')) add(false, `\`${where}\` in a ${direction} ${what}`)
      else allows(what, isMore)
    })
    for (const [bound, largerAllowsMore] of Object.entries(BOUNDS)) {
      const [from, to] = [old[bound], current[bound]]
      if (from === to) continue
      const limit = largerAllowsMore ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
      // A larger value in a response does not make clients fail.
      const isMore = (to ?? limit) > (from ?? limit) === largerAllowsMore
      const text = `\`${where}\` in a ${direction} has \`${bound}\` ${to ?? 'no longer'} instead of ${from ?? 'none'}`
      add(!isMore && direction === 'request', text)
    }
    for (const keyword of ['pattern', 'format']) {
      if (old[keyword] === current[keyword]) continue
      const isBreaking = direction === 'response' ? old[keyword] !== undefined : current[keyword] !== undefined
      add(isBreaking, `\`${where}\` in a ${direction} has another \`${keyword}\``)
    }
    if (old.items && current.items) compare(old.items, current.items, `${where}[]`, direction)
    compareProperties(old, current, where, direction)
  }

  function compareProperties(old: Json, current: Json, where: string, direction: Direction) {
    const [was, is] = [old.properties ?? {}, current.properties ?? {}]
    const requires = (schema: Json, name: string) => schema.required?.includes(name) ?? false
    for (const name of Object.keys(was)) {
      if (!(name in is)) add(true, `\`${where}.${name}\` in a ${direction} is removed`)
    }
    for (const [name, schema] of Object.entries(is)) {
      const isNeeded = requires(current, name)
      if (!(name in was)) {
        add(isNeeded && direction === 'request', `\`${where}.${name}\` in a ${direction} is added`)
        continue
      }
      if (isNeeded !== requires(old, name)) {
        const text = isNeeded ? 'is now required' : 'is no longer required'
        add(isNeeded === (direction === 'request'), `\`${where}.${name}\` in a ${direction} ${text}`)
      }
      compare(was[name], schema, `${where}.${name}`, direction)
    }
  }

  function compareAlternatives(
    old: Json,
    current: Json,
    where: string,
    direction: Direction,
    allows: (what: string, isMore: boolean) => void,
  ) {
    const [was, is] = [alternativesOf(old, before), alternativesOf(current, after)]
    compareSets([...was.keys()], [...is.keys()], (kind, isMore) => {
      allows(`${isMore ? 'may now be' : 'can no longer be'} ${kind}`, isMore)
    })
    for (const [kind, schema] of is) {
      const previous = was.get(kind)
      if (previous) compare(previous, schema, where, direction)
    }
  }
}

function compareEnums(old: Json, current: Json, allows: (what: string, isMore: boolean) => void) {
  const values = ({ enum: all, const: only }: Json): unknown[] | undefined => all ?? (only !== undefined ? [only] : all)
  const [was, is] = [values(old), values(current)]
  if (!was || !is) {
    if (was || is) allows(is ? 'has an enum now' : 'no longer has an enum', !is)
    return
  }
  compareSets(was, is, (value, isMore) => {
    allows(`${isMore ? 'may now be' : 'can no longer be'} \`${value}\``, isMore)
  })
}

function compareSets<Value>(was: Value[], is: Value[], report: (value: Value, isMore: boolean) => void) {
  for (const value of was) if (!is.includes(value)) report(value, false)
  for (const value of is) if (!was.includes(value)) report(value, true)
}

/** A schema without references and `allOf` at its top. */
function flat(schema: Json, document: Json): Json {
  const { allOf = [], ...own } = resolved(schema, document)
  const parts: Json[] = [...allOf.map((part: Json) => flat(part, document)), own]
  return {
    ...Object.assign({}, ...parts),
    ...(parts.some(({ properties }) => properties) && {
      properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
      required: parts.flatMap(({ required = [] }) => required),
    }),
  }
}

function typesOf({ type }: Json): string[] {
  return type === undefined ? [] : [type].flat()
}

/** The members of `anyOf` by what distinguishes them: the name or the type. */
function alternativesOf(schema: Json, document: Json): Map<string, Json> {
  const all: Json[] = schema.anyOf ?? [schema]
  return new Map(all.map((one) => [one.$ref?.split('/').at(-1) ?? String(flat(one, document).type), one]))
}
