import type { Context } from 'hono'
import { holds, type Scope } from '../../auth/policy.ts'
import { Blank } from '../parts/blank.tsx'
import { signInAt } from '../session/middleware.ts'
import { keyOf, type Visit, visitOf } from '../visit.ts'
import { type Place, placeAt, placesOf } from './navigation.ts'
import { renderPage } from './page.tsx'
import { OverviewLink } from './problem.tsx'
import { type Typed, WhatWasTyped } from './typed.tsx'

/** Whether an error of the API means that the key may not do this. */
export const isForbidden = ({ code }: { code?: string }) => code === 'insufficient_scope' || code === 'admin_required'

/**
 * Responds with a page that says which scope the key of the session lacks. `detail` is the message of the API. `typed`
 * is what was entered into the form that the key may not send.
 */
export function forbidden(c: Context, detail: string, typed: Typed = []) {
  const visit = visitOf(c.req.raw)
  const place = placeAt(visit.url.pathname)
  const needed = place && missingScope(visit, place, c.req.method)
  const isRead = needed?.endsWith(':read') ?? false
  const title = place?.label ?? 'Dashboard'
  const back = c.req.method === 'GET' ? visit.url : new URL('/dashboard', visit.url)
  const text = (
    <>
      {c.req.method !== 'GET' && 'Nothing was changed. '}
      {needed ? (
        <>
          {isRead ? 'This page' : 'This change'} requires the scope {code(needed)}.
        </>
      ) : (
        detail
      )}{' '}
      <SignedIn c={c} />
    </>
  )
  const actions = (
    <>
      <a class="button" data-kind="main" href={signInAt(back)}>
        Sign in with another key
      </a>
      {placesOf(visit).length > 0 && <OverviewLink />}
    </>
  )
  return renderPage(
    c,
    { title, ...(place && { place: place.label }), status: 403 },
    <>
      <div class="head">
        <h1>{title}</h1>
      </div>
      <Blank
        title={isRead ? 'Your key cannot open this page' : 'Your key cannot make this change'}
        text={text}
        actions={actions}
      >
        <WhatWasTyped typed={typed} />
      </Blank>
    </>,
  )
}

const code = (scope: string) => <code>{scope}</code>

/** The name of the key and its scopes. */
function SignedIn({ c }: { c: Context }) {
  const key = keyOf(visitOf(c.req.raw))
  if (!key) return null
  const last = key.scopes.at(-1)
  const others = key.scopes.slice(0, -1)
  return (
    <>
      You are signed in with {key.name ? `“${key.name}”` : 'a key'}, which has{' '}
      {others.map((scope, index) => [index > 0 && ', ', code(scope)])}
      {others.length > 0 && ' and '}
      {last && code(last)}.
    </>
  )
}

/** The first scope that the key lacks: a page is read before it is changed, and its form the other way round. */
function missingScope(visit: Visit, { scopes: [read] }: Place, method: string): Scope | undefined {
  const key = keyOf(visit)
  const write = read?.replace(':read', ':write') as Scope
  const needed = method === 'GET' ? [read, write] : [write, read]
  return key && needed.find((scope) => scope && !holds(key, scope))
}
