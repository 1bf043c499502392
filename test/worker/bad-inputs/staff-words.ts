import { expect } from 'vitest'
import { type Failure, sentencesFor } from '../../../src/dashboard/words/failures.ts'
import { wordsOf } from '../../../src/dashboard/words/validation.ts'
import type { ValidationError } from '../../../src/errors/api-error.ts'

/** The operations that the forms of the dashboard call to change something. */
const OPERATIONS = [
  ...['createCustomer', 'updateCustomer', 'archiveCustomer', 'restoreCustomer', 'cloneCustomer', 'createCustomers'],
  ...['createRule', 'updateRule', 'deleteRule', 'registerInstance', 'updateInstance', 'deleteInstance'],
  ...['createApiKey', 'rotateApiKey', 'revokeApiKey'],
]

/** Words for programs and their authors. */
export const JARGON =
  /If-Match|ETag|idempotency|null\b|tenant|[a-z]_[a-z]|UUID|RFC|ISO|IANA|JSON|surrogate|double|Input|String|should/

/** Checks that the dashboard has words of its own for an error, if a form can get it. */
export function expectStaffWords(operationId: string, body: Failure & { code: string }): void {
  if (!OPERATIONS.includes(operationId)) return
  if (body.code !== 'invalid_request') return void expect(sentencesFor(body)).not.toMatch(JARGON)
  for (const fault of body.detail as unknown as ValidationError[]) {
    // Forms always send JSON.
    if (fault.type === 'json_invalid') continue
    const words = wordsOf(fault)
    expect(words, `${fault.loc.join('.')} ${fault.type}: ${fault.msg}`).toMatch(/^[A-Z]/)
    expect(words).not.toMatch(JARGON)
  }
}
