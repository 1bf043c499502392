import type { Context } from 'hono'
import { Facts } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import type { Submission } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { OverviewLink, problem } from './problem.tsx'

/** Fields that the user did not fill in. */
const HIDDEN = /^(mode|tenant|idempotency_key|repeats|etag|was|is|do|\w+_(was|base|path|kind))$/

interface Unsaved {
  /** The form as it was sent, which its own page cannot show again. */
  form: FormData
  submission: Pick<Submission, 'summary' | 'status'>
  /** Of the page that could not be shown, or 409 if the form is from another mode or tenant. */
  status: number
}

/** Responds with what was typed, so that nothing is lost: to be sent again, or to be copied if it cannot be saved. */
export function unsaved(c: Context, { form, submission, status }: Unsaved) {
  const visit = visitOf(c.req.raw)
  const fields = [...form].filter((field): field is [string, string] => typeof field[1] === 'string')
  const typed = fields.filter(([name, value]) => !HIDDEN.test(name) && value.trim() !== '')
  const details = typed.length > 0 && (
    <Section title="What you entered" level={2}>
      <Facts items={typed.map(([name, value]) => [labelOf(name), value] as const)} />
    </Section>
  )
  if (status === 409) return problem(c, 409, 'Nothing was changed', submission.summary, { details })
  if (status === 404) {
    const text = 'It was deleted in the meantime. What you entered is below, in case you still need it.'
    return problem(c, 404, 'Nothing was saved', text, { details })
  }
  const kept = fields.filter(([name]) => !['mode', 'tenant', 'idempotency_key', 'repeats'].includes(name))
  const actions = (
    <>
      <Form visit={visit} action={c.req.path} once>
        {kept.map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button class="button" type="submit" data-kind="main">
          Send again
        </button>
      </Form>
      <OverviewLink />
    </>
  )
  // Otherwise, the form was rejected for another reason than the one for which its page cannot be shown.
  const isSame = submission.status === status || submission.status >= 500
  const text = isSame ? submission.summary : 'The form cannot be shown at the moment. Send it again in a minute.'
  return problem(c, status as 503, 'This did not work', text, { actions, details })
}

/** “Company name” for `company_name`, “Channel” for `action0_channel`. */
function labelOf(name: string): string {
  const words = name.replace(/^action\d+_/, '').replaceAll('_', ' ')
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
