import { type Context, Hono } from 'hono'
import { TrieRouter } from 'hono/router/trie-router'
import type { Shared } from '../auth/shared.ts'
import type { AppEnv } from '../env.ts'
import { accessLog } from '../http/access-log.ts'
import { requestId } from '../http/request-id.ts'
import { headersOf } from '../http/response-headers.ts'
import { mount } from '../operation.ts'
import { type CallApi, runAction } from './action.ts'
import { actions } from './actions.ts'
import { loadAssets } from './assets/assets.ts'
import { contentPolicy } from './content-policy.ts'
import { errorPage } from './frame/error-page.tsx'
import { forbidden } from './frame/forbidden.tsx'
import { placesOf } from './frame/navigation.ts'
import { problem } from './frame/problem.tsx'
import { pages } from './pages.ts'
import { rejectForgery } from './session/forgery.ts'
import { openPage, requireSession, SIGN_IN, sessions } from './session/middleware.ts'
import { showSignIn } from './session/sign-in.tsx'
import { visitOf } from './visit.ts'

export type Dashboard = Pick<Hono<AppEnv>, 'fetch'>

/**
 * The pages and forms of the dashboard. All data goes through the guard of the operations; there is no other access.
 */
export async function createDashboard(shared: Shared, callApi: CallApi): Promise<Dashboard> {
  const app = new Hono<AppEnv>({ router: new TrieRouter() })
  const assets = await loadAssets()

  app.use(requestId, headersOf(contentPolicy), accessLog)
  app.get('/dashboard/assets/:file', (c) => assets.respond(c))
  app.use(sessions(assets), rejectForgery)
  for (const { path, load } of actions) app.post(path, openPage(load))
  app.use(requireSession)
  app.get('/dashboard', (c) => home(c))
  app.get(SIGN_IN, showSignIn)
  for (const { path, load } of actions) {
    app.post(path, async (c) => runAction(c, await load(), { callApi, show: app.fetch }))
  }
  mount(app, shared, pages)

  app.notFound((c) => problem(c, 404, 'This page does not exist', 'Check the address, or use the search above.'))
  app.onError(errorPage)
  return app
}

/** The first page that the key of the session may read. */
function home(c: Context<AppEnv>): Response | Promise<Response> {
  const [first] = placesOf(visitOf(c.req.raw))
  return first ? c.redirect(first.path, 303) : forbidden(c, 'Every page of the dashboard requires a read scope.')
}
