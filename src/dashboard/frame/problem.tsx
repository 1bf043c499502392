import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Blank } from '../parts/blank.tsx'
import { renderPage } from './page.tsx'

/** Responds with a page that says what is wrong and what to do. */
export function problem(
  c: Context,
  status: ContentfulStatusCode,
  title: string,
  text: Child,
  { actions, details, headers }: { actions?: Child; details?: Child; headers?: Record<string, string> } = {},
) {
  const content = (
    <Blank title={title} level={1} text={text} actions={actions ?? <OverviewLink />}>
      {details}
    </Blank>
  )
  return renderPage(c, { title, status, ...(headers && { headers }) }, content)
}

export function OverviewLink() {
  return (
    <a class="button" href="/dashboard">
      Overview
    </a>
  )
}
