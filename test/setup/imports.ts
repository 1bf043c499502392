import { dirname, join } from 'node:path'
import { type Node, nameOf, type Place, parse, placesIn, propertyOf } from './syntax.ts'

/** One symbol that a file imports. */
export type Import = {
  /** A file as its path from the root, or a module of a package; null if the code computes it. */
  from: string | null
  /** The name under which the module exports it; `*` for the whole module. */
  symbol: string
  typeOnly: boolean
  /** Exported again in the same statement. */
  reexported: boolean
}

/** By text, because many rules read the same files. */
const imported = new Map<string, Import[]>()

/** All imports of a file: of types, dynamic ones, and those of `export … from` too. */
export function importsIn(file: string, text: string): Import[] {
  const found = imported.get(text) ?? placesIn(text).flatMap((place) => importsAt(place))
  imported.set(text, found)
  return found.map((one) => ({ ...one, from: one.from?.startsWith('.') ? join(dirname(file), one.from) : one.from }))
}

function importsAt({ node, around }: Place): Import[] {
  const list = (value: unknown) => (value ?? []) as Node[]
  const one = (source: unknown, symbol: string, more: Partial<Import> = {}): Import => ({
    from: nameOf(source) ?? null,
    symbol,
    typeOnly: node.importKind === 'type' || node.exportKind === 'type',
    reexported: node.type.startsWith('Export'),
    ...more,
  })

  switch (node.type) {
    case 'ImportDeclaration': {
      const symbols = list(node.specifiers).map((specifier) => {
        const symbol = { ImportDefaultSpecifier: 'default', ImportNamespaceSpecifier: '*' }[specifier.type]
        const typeOnly = node.importKind === 'type' || specifier.importKind === 'type'
        return one(node.source, symbol ?? nameOf(specifier.imported) ?? '*', { typeOnly })
      })
      return symbols.length > 0 ? symbols : [one(node.source, '*')]
    }
    case 'ExportNamedDeclaration':
      if (!node.source) return []
      return list(node.specifiers).map((specifier) => {
        const typeOnly = node.exportKind === 'type' || specifier.exportKind === 'type'
        return one(node.source, nameOf(specifier.local) ?? '*', { typeOnly })
      })
    case 'ExportAllDeclaration':
      return [one(node.source, '*')]
    case 'ImportExpression': {
      const [awaited, member] = around
      const symbol = awaited?.type === 'AwaitExpression' ? propertyOf(member) : undefined
      return [one(node.source, symbol ?? '*')]
    }
    case 'TSImportType':
      return [one(node.source, '*', { typeOnly: true })]
    case 'TSExternalModuleReference':
      return [one(node.expression, '*')]
    case 'CallExpression':
      return isLoader(node.callee as Node) ? [one(list(node.arguments)[0], '*')] : []
    default:
      return []
  }
}

/** `require`, or a method of `import.meta` such as `glob`. */
function isLoader(callee: Node): boolean {
  return nameOf(callee) === 'require' || (callee.object as Node | undefined)?.type === 'MetaProperty'
}

/** The names under which a file exports values; `*` for all of another module. */
export function exportsIn(text: string): string[] {
  const body = parse(text).body as Node[]
  return body.flatMap((node) => {
    if (node.type === 'ExportDefaultDeclaration') return ['default']
    if (node.type === 'ExportAllDeclaration') return node.exportKind === 'type' ? [] : [nameOf(node.exported) ?? '*']
    if (node.type !== 'ExportNamedDeclaration' || node.exportKind === 'type') return []
    const specifiers = (node.specifiers as Node[]).filter((specifier) => specifier.exportKind !== 'type')
    return [...specifiers.map((specifier) => nameOf(specifier.exported) ?? '*'), ...declared(node.declaration as Node)]
  })
}

/** The names that a declaration of values declares. */
function declared(declaration: Node | null): string[] {
  if (!declaration || declaration.type.startsWith('TS')) return []
  const declarators = (declaration.declarations ?? [declaration]) as Node[]
  return declarators.map((declarator) => nameOf(declarator.id) ?? 'a pattern')
}
