import type { RouteHandler } from '@hono/zod-openapi'
import type { Handler, Hono } from 'hono'
import type { Policy } from './auth/policy.ts'
import type { Shared } from './auth/shared.ts'
import type { AppEnv } from './env.ts'
import type { Declaration, OperationEnv, Options } from './guard/declaration.ts'
import { guardOf } from './guard/guard.ts'
import { addressOf } from './limits/address.ts'

type Route = Declaration['route']

export interface Operation<Method = string, Path = string> extends Declaration {
  route: Route & { method: Method; path: Path }
  guard: (shared: Shared) => Handler<AppEnv>
}

/** Method and path of an operation. The rest is loaded by its first request, so a cold start loads nothing unused. */
export interface LazyRoute {
  method: string
  path: string
  load: () => Promise<Operation>
}

/** An entry of a resource's index. The compiler checks that method and path match the operation. */
export function lazyRoute<const Method extends string, const Path extends string>(
  method: Method,
  path: Path,
  load: () => Promise<Operation<NoInfer<Method>, NoInfer<Path>>>,
): LazyRoute {
  return { method, path, load }
}

/** The only way to declare an operation. A request reaches the handler through the guard, which enforces the policy. */
export function operation<R extends Route>(
  policy: Policy,
  route: R,
  handler: RouteHandler<R, OperationEnv>,
  options: Options = {},
): Operation<R['method'], R['path']> {
  const declared = { policy, route, options }
  return { ...declared, guard: guardOf(declared, handler as unknown as Handler<OperationEnv>) }
}

/** Mounts operations, each behind its guard. */
export function mount(app: Hono<AppEnv>, shared: Shared, routes: readonly LazyRoute[]): void {
  for (const { method, path, load } of routes) {
    let handler: Handler<AppEnv> | undefined
    app.on(method, path.replaceAll(/\{(.+?)\}/g, ':$1'), async (c, next) => {
      handler ??= (await load()).guard(shared)
      const guarded = handler
      return shared.rejections.slowDown(c.env, addressOf(c.req.raw.headers), async () => guarded(c, next))
    })
  }
}
