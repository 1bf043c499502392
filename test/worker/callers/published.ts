import { dereferenced } from '../../setup/dereferenced.ts'
import { documentedCodes } from '../../setup/documented-codes.ts'
import { send } from '../harness.ts'

/** What the published document says about an operation and who may call it. */
export interface Published {
  id: string
  /** Null if it needs no API key. */
  access: { adminOnly: boolean; scope: string | null } | null
  /** Whether it authenticates its caller in another way and can therefore reject it. */
  isSigned: boolean
  /** The outcomes that it documents: `2xx` or a status and an error code, such as `404 not_found`. */
  outcomes: string[]
}

interface DocumentedOperation {
  operationId: string
  security: Record<string, string[]>[]
  parameters?: { name: string }[]
  responses: Record<string, { description: string }>
}

/** Every operation of the document that the Worker publishes. */
export async function publishedOperations(): Promise<Published[]> {
  const { status, body } = await send('GET', '/openapi.json')
  if (status !== 200) throw new Error(`/openapi.json returned ${status}`)
  const paths: Record<string, Record<string, DocumentedOperation>> = dereferenced(body.paths, body)
  return Object.values(paths).flatMap((methods) =>
    Object.values(methods).map((operation) => ({
      id: operation.operationId,
      access: accessOf(operation),
      isSigned: (operation.parameters ?? []).some(({ name }) => name === 'Stripe-Signature'),
      outcomes: Object.entries(operation.responses).flatMap(outcomesOf),
    })),
  )
}

function accessOf({ operationId, security }: DocumentedOperation): Published['access'] {
  const [needed, ...others] = security.map((one) => Object.values(one)[0] ?? [])
  if (!needed) return null
  // Both ways to send a key must grant the same.
  if (others.some((other) => String(other) !== String(needed))) throw new Error(`${operationId}: different security`)
  return { adminOnly: needed.includes('admin'), scope: needed.find((one) => one.includes(':')) ?? null }
}

function outcomesOf([status, response]: [string, DocumentedOperation['responses'][string]]): string[] {
  if (status.startsWith('2')) return ['2xx']
  return documentedCodes(response).map((code) => `${status} ${code}`)
}
