import type { Context } from 'hono'
import { Form, OWN_FIELDS } from '../parts/form.tsx'
import type { Submission } from '../submission.ts'
import { visitOf } from '../visit.ts'
import { OverviewLink, problem } from './problem.tsx'
import { type Typed, WhatWasTyped } from './typed.tsx'

interface Unsaved {
  /** Why the form cannot be shown again: the session has changed, its resource is gone, or its page failed as well. */
  reason: 'switched' | 'deleted' | 'failed'
  /** The form as it was sent. */
  form: FormData
  typed: Typed
  submission: Pick<Submission, 'summary' | 'status'>
  /** Of the response. */
  status: number
}

/** Responds with what was typed, so that nothing is lost: to be sent again, or to be copied if it cannot be saved. */
export function unsaved(c: Context, { reason, form, typed, submission, status }: Unsaved) {
  const visit = visitOf(c.req.raw)
  const details = <WhatWasTyped typed={typed} />
  if (reason === 'switched') return problem(c, 409, 'Nothing was changed', submission.summary, { details })
  if (reason === 'deleted') {
    const text = 'The resource was deleted in the meantime. Your input is below, in case you still need it.'
    return problem(c, 404, 'Nothing was saved', text, { details })
  }
  const fields = [...form].filter((field): field is [string, string] => typeof field[1] === 'string')
  const actions = (
    <>
      <Form visit={visit} action={c.req.path} once>
        {fields.map(([name, value]) => !OWN_FIELDS.includes(name) && <input type="hidden" name={name} value={value} />)}
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
  return problem(c, status as 503, 'The request failed', text, { actions, details })
}
