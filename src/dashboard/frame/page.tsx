import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Banner } from '../parts/banner.tsx'
import { keyOf, type Visit, visitOf } from '../visit.ts'
import { Sidebar, TestStrip } from './menu.tsx'
import type { PlaceName } from './navigation.ts'
import { SearchBox } from './search-box.tsx'

export interface PageOptions {
  /** Of the browser's tab. */
  title: string
  /** The entry of the main menu that the page belongs to. */
  place?: PlaceName
  /** By default, that of the form that the page shows again, if there is one. */
  status?: ContentfulStatusCode
  headers?: Record<string, string>
}

/** Responds with a page: its content inside the frame, or without the frame before sign-in. */
export function renderPage(c: Context, { title, place, status, headers }: PageOptions, content: Child) {
  const visit = visitOf(c.req.raw)
  const name = keyOf(visit)?.tenant
  const body = name === undefined ? <main class="plain">{content}</main> : framed(visit, place, content)
  const document = (
    <html lang="en" data-mode={visit.session?.mode}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <title>{[title, name].filter(Boolean).join(' · ')}</title>
        <link rel="icon" href={visit.assets.icon} />
        <link rel="stylesheet" href={visit.assets.css} nonce={visit.nonce} />
        <script src={visit.assets.js} defer nonce={visit.nonce} />
      </head>
      <body>
        {body}
        <p class="spoken" role="status" id="said" />
      </body>
    </html>
  )
  const shown = status ?? ((visit.submission?.status ?? 200) as ContentfulStatusCode)
  return c.html(`<!DOCTYPE html>${document}`, shown, headers)
}

function framed(visit: Visit, place: PlaceName | undefined, content: Child) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <TestStrip visit={visit} />
      <div class="frame">
        <Sidebar visit={visit} place={place} />
        <div class="column">
          <SearchBox visit={visit} />
          <main class="content" id="main" tabindex={-1}>
            {visit.notice !== undefined && (
              <Banner tone="green" role="status">
                {visit.notice}
              </Banner>
            )}
            {content}
          </main>
        </div>
      </div>
    </>
  )
}
