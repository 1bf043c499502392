import type { Context } from 'hono'
import { renderPage } from '../frame/page.tsx'
import { BackLink } from '../parts/back-link.tsx'
import { Banner } from '../parts/banner.tsx'
import { Icon } from '../parts/icon.tsx'
import { Time } from '../parts/time.tsx'
import { visitOf } from '../visit.ts'
import { type Key, keyName } from './names.tsx'

type NewKey = Key & { key: string; replaces?: { id: string; expires_at: string } }

/**
 * Responds with the text of a new key, which appears in no address and no cookie. The page needs no data, so it is
 * shown even if the key of the session has just expired.
 */
export function showSecret(c: Context, made: NewKey, what: string): Response | Promise<Response> {
  const visit = visitOf(c.req.raw)
  return renderPage(
    c,
    { title: 'Copy the new key', place: 'API keys', status: 201 },
    <>
      <div class="head">
        <div>
          <BackLink href="/dashboard/api-keys">API keys</BackLink>
          <h1>Copy the new key</h1>
        </div>
      </div>
      <Banner tone="green" role="status">
        <strong>
          “{keyName(made)}” {what}
        </strong>
        <p>Copy the text of the new key now. It is shown only once.</p>
        <p class="secret">
          <input class="input" type="text" readonly aria-label="Key text" value={made.key} />
          <button class="button" type="button" data-copy={made.key}>
            <Icon name="copy" /> Copy key
          </button>
        </p>
      </Banner>
      {made.replaces && (
        <p>
          The old key{' '}
          {hasExpired(made.replaces.expires_at, visit.now) ? 'no longer works; it expired on' : 'works until'}{' '}
          <Time at={made.replaces.expires_at} now={visit.now} exact />.
        </p>
      )}
    </>,
  )
}

/** The database sets the expiry after the request began, and its clock may differ. */
const hasExpired = (at: string, now: Date) => Date.parse(at) - now.getTime() < 60_000
