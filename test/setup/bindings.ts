import { type Node, nameOf, type Place, placesIn } from './syntax.ts'

/** The names of the Worker's bindings: the fields of the interface `Env`. */
export function bindingNames(envFile: string): string[] {
  const fields = placesIn(envFile).filter(({ node, around: [, declaration] }) => {
    return node.type === 'TSPropertySignature' && nameOf(declaration?.id) === 'Env'
  })
  return fields.map(({ node }) => nameOf(node.key) ?? '')
}

/**
 * What a file does with bindings, in the order of the text. `c.env.KEYS → read` passes the value to the function `read`
 * or stores it in the variable; `{ env } ← c` takes it out of an object.
 */
export function bindingUses(text: string, names: readonly string[]): string[] {
  const uses = placesIn(text)
    .filter((place) => namesBinding(place, names))
    .map((place) => useAt(place, text))
  return [...new Set(uses)]
}

const TYPES = /^TS(TypeAnnotation|InterfaceDeclaration|TypeAliasDeclaration|TypeParameterInstantiation)$/

function namesBinding({ node, around }: Place, names: readonly string[]): boolean {
  const name = nameOf(node)
  if (name !== 'env' && !names.includes(name ?? '')) return false
  const [parent, object] = around
  const isKey = parent?.type === 'Property' && parent.key === node && !parent.computed
  // The key of a new object only names a field; the value beside it is what is passed on.
  if (isKey && object?.type === 'ObjectExpression') return false
  return !around.some(({ type }) => TYPES.test(type))
}

function useAt({ node, around }: Place, text: string): string {
  const textOf = (part: Node) => text.slice(part.start, part.end).replaceAll(/\s+/g, ' ')
  let value = node
  for (const [index, outer] of around.entries()) {
    // Up to the whole chain, such as `c.env.KEYS.get`.
    if (outer.type === 'MemberExpression' && around.slice(0, index).every(({ type }) => type === 'MemberExpression')) {
      value = outer
    } else if (outer.type === 'ObjectPattern') {
      const source = around[index + 1]
      const init = source?.type === 'VariableDeclarator' ? textOf(source.init as Node) : 'a parameter'
      return `{ ${textOf(node)} } ← ${init}`
    } else if (outer.type === 'AssignmentExpression') {
      return textOf(outer)
    } else if (outer.type === 'VariableDeclarator') {
      return `${textOf(value)} → ${nameOf(outer.id) ?? textOf(outer.id as Node)}`
    } else if (outer.type === 'CallExpression' || outer.type === 'NewExpression') {
      const callee = outer.callee as Node
      return callee === value ? `${textOf(value)}()` : `${textOf(value)} → ${textOf(callee)}`
    } else if (/Function/.test(outer.type)) {
      return (outer.params as Node[]).includes(value)
        ? `${nameOf(value)} is a parameter`
        : `${textOf(value)} is returned`
    }
  }
  return textOf(value)
}
