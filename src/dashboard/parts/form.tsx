import type { Child } from 'hono/jsx'
import type { Submission } from '../submission.ts'
import { keyOf, type Visit } from '../visit.ts'
import { Banner } from './banner.tsx'

interface FormProps {
  visit: Visit
  action: string
  class?: string
  /** Whether a second submission must have no effect. */
  once?: boolean
  /** For a form with a file. */
  multipart?: boolean
  id?: string
  children: Child
}

/** The fields that every form has. None of them was typed. */
export const OWN_FIELDS: readonly string[] = ['mode', 'tenant', 'idempotency_key', 'repeats']

/** A form that changes something. It states mode and tenant, so it changes nothing after a switch in another tab. */
export function Form({ visit, action, once = false, multipart = false, children, ...rest }: FormProps) {
  const repeated = visit.repeat?.action === action ? visit.repeat.key : undefined
  return (
    <form method="post" action={action} enctype={multipart ? 'multipart/form-data' : undefined} {...rest}>
      <input type="hidden" name="mode" value={visit.session?.mode} />
      <input type="hidden" name="tenant" value={keyOf(visit)?.tenantId} />
      {once && <input type="hidden" name="idempotency_key" value={repeated ?? crypto.randomUUID()} />}
      {once && repeated && <input type="hidden" name="repeats" value="true" />}
      {children}
    </form>
  )
}

interface ErrorSummaryProps {
  submission?: Submission | undefined
  /** By the id of a field. An error of anything else has no field to link to. */
  labels: Readonly<Record<string, string>>
}

/** What is wrong with a form, with links to its fields and the conflicting customer. The script focuses it. */
export function ErrorSummary({ submission, labels }: ErrorSummaryProps) {
  if (!submission) return null
  const fields = Object.entries(submission.errors)
  const other = submission.failure.existing_customer_id
  return (
    <Banner tone="red" role="alert">
      <strong>{submission.summary}</strong>
      {fields.length > 0 && (
        <ul>
          {fields.map(([name, error]) => (
            <li>
              {labels[name] === undefined ? (
                error
              ) : (
                <a href={`#${name}`}>
                  {labels[name]}: {error}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      {typeof other === 'string' && (
        <p>
          <a href={`/dashboard/customers/${other}`}>Open that customer</a>
        </p>
      )}
    </Banner>
  )
}
