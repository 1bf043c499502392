import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { errorResponse } from '../../errors/api-error.ts'
import { Facts } from '../parts/facts.tsx'
import { Id } from '../parts/id.tsx'
import { Section } from '../parts/section.tsx'
import { Time } from '../parts/time.tsx'
import { signInAt } from '../session/middleware.ts'
import { withoutKey } from '../session/session.ts'
import { visitOf } from '../visit.ts'
import { type Failure, sentencesFor } from '../words/failures.ts'
import { forbidden, isForbidden } from './forbidden.tsx'
import { OverviewLink, problem } from './problem.tsx'

/** Turns everything thrown into a page, from the same error that the API would return. */
export async function errorPage(error: unknown, c: Context): Promise<Response> {
  const response = errorResponse(error, c)
  const failure = (await response.json()) as Failure & { request_id?: string }
  const visit = visitOf(c.req.raw)
  if (response.status === 401 && visit.session) {
    visit.session = withoutKey(visit.session, visit.session.mode)
    const isUnsaved = c.req.method !== 'GET' && !visit.hasWritten
    return c.redirect(
      signInAt(visit.page ?? new URL('/dashboard', visit.url), { ended: '1', ...(isUnsaved && { unsaved: '1' }) }),
      303,
    )
  }
  if (isForbidden(failure)) return forbidden(c, String(failure.detail))
  visit.hasFailed = true
  const { title, text } = explain(response.status, failure)
  const kept = ['Retry-After', 'Allow'].flatMap((name) => {
    const value = response.headers.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const retry = response.status >= 429 && c.req.method === 'GET'
  const actions = (
    <>
      {retry && (
        <a class="button" data-kind="main" href={visit.url.pathname + visit.url.search}>
          Try again
        </a>
      )}
      <OverviewLink />
    </>
  )
  const details = response.status >= 500 && (
    <Section title="If it happens again, report these details" level={2}>
      <Facts
        items={[
          ['Request id', <Id value={failure.request_id ?? c.get('requestId')} label="the request id" full />],
          ['Code', <code>{failure.code}</code>],
          ['Time', <Time at={visit.now.toISOString()} now={visit.now} exact />],
        ]}
      />
    </Section>
  )
  const status = response.status as ContentfulStatusCode
  return problem(c, status, title, text, { actions, details, headers: Object.fromEntries(kept) })
}

function explain(status: number, failure: Failure) {
  const titles: Record<number, string> = {
    403: 'Access is suspended',
    404: 'Not found',
    408: 'The form was not received in time',
    413: 'The form is too large',
    422: 'This address is not valid',
    429: 'Too many requests',
    503: 'The page could not be loaded',
  }
  const texts: Record<number, string> = {
    413: 'Nothing was saved. Go back and shorten what you entered.',
    429: 'Try again in a minute.',
  }
  const title = titles[status] ?? (status < 500 ? 'The request failed' : 'Something went wrong')
  return { title, text: texts[status] ?? sentencesFor(failure) }
}
