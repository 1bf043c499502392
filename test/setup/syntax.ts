import { parseAst } from 'vitest/node'

/** A node of the syntax tree that ESTree and typescript-eslint describe. */
export type Node = { type: string; start: number; end: number } & Record<string, unknown>

/** A node with the nodes around it, the nearest first. */
export type Place = { node: Node; around: Node[] }

/** Parses TypeScript, with or without JSX. @throws if the text has a syntax error. */
export function parse(text: string): Node {
  try {
    return parseAst(text, { lang: 'ts' }) as unknown as Node
  } catch {
    return parseAst(text, { lang: 'tsx' }) as unknown as Node
  }
}

const parsed = new Map<string, Place[]>()

/** Every node of TypeScript, in the order of the text. @throws if the text has a syntax error. */
export function placesIn(text: string): Place[] {
  const places = parsed.get(text) ?? [...walk(parse(text), [])]
  parsed.set(text, places)
  return places
}

function* walk(node: Node, around: Node[]): Generator<Place> {
  yield { node, around }
  for (const child of Object.values(node).flat()) if (isNode(child)) yield* walk(child, [node, ...around])
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string'

/** The name of an identifier, or the value of a string without placeholders; undefined for any other node. */
export function nameOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  if (value.type === 'Identifier') return String(value.name)
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value
  const [only, ...more] = value.type === 'TemplateLiteral' ? (value.quasis as { value: { cooked: string } }[]) : []
  return more.length === 0 ? only?.value.cooked : undefined
}

/** The property that a member expression reads; undefined if it is computed from anything but a string. */
export function propertyOf(node: Node | undefined): string | undefined {
  if (node?.type !== 'MemberExpression') return undefined
  const property = node.property as Node
  return node.computed && property.type === 'Identifier' ? undefined : nameOf(property)
}
