import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { loginRoleExcesses } from './db/readiness.ts'
import { ApiError } from './errors.ts'
import { errors, json } from './openapi.ts'
import type { AppEnv } from './operation.ts'

const health = createRoute({
  operationId: 'getHealth',
  method: 'get',
  path: '/health',
  tags: ['Service'],
  summary: 'Is the service alive?',
  description: 'Answers without asking the database.',
  security: [],
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'It is alive.') },
})

const ready = createRoute({
  operationId: 'getReady',
  method: 'get',
  path: '/ready',
  tags: ['Service'],
  summary: 'Can the service serve?',
  description:
    'Asks the database, and checks that the login role can do nothing but enter a tenant. What it can do beyond that ' +
    'is told to the log alone.',
  security: [],
  responses: {
    200: json(z.object({ status: z.literal('ready') }), 'The database answers, and the login role is narrow.'),
    ...errors(['internal_error', 'not_ready', 'database_unavailable']),
  },
})

const document = createRoute({
  operationId: 'getOpenApi',
  method: 'get',
  path: '/openapi.json',
  tags: ['Service'],
  summary: 'This document',
  description: 'OpenAPI 3.1, generated from the schemas that validate.',
  security: [],
  responses: { 200: json(z.looseObject({ openapi: z.string().openapi({ example: '3.1.0' }) }), 'The document.') },
})

const INFO = {
  title: 'Customer Management API',
  version: '0.1.0',
  description:
    'List, create, read and clone the customers of a tenant. Authenticate with an API key in `X-Api-Key` or as a Bearer ' +
    'token. Errors are `{detail, code, request_id}`, or, for a request that is not valid, a list of all its faults. ' +
    'Every answer has an `X-Request-Id`; send your own to have it echoed.',
  license: { name: 'MIT', identifier: 'MIT' },
}

/** Mounts what needs no key: health, readiness and the document, which names the two ways to send one. */
export function mountService(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'ApiKey', {
    type: 'apiKey',
    in: 'header',
    name: 'X-Api-Key',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'Bearer', { type: 'http', scheme: 'bearer' })

  app.openapi(health, (c) => c.json({ status: 'ok' as const }, 200))

  app.openapi(ready, async (c) => {
    const excesses = await loginRoleExcesses({ url: c.env.DATABASE_URL, endpoint: c.env.DATABASE_ENDPOINT })
    if (excesses.length > 0) {
      // Anyone may ask, so what exactly is too wide is told to the log alone.
      throw new ApiError('not_ready', { reason: excesses.join('; ') })
    }
    return c.json({ status: 'ready' as const }, 200)
  })

  let text: string | undefined
  app.openapi(document, (c) => {
    text ??= JSON.stringify(documentOf(app))
    return c.body(text, 200, { 'Content-Type': 'application/json' }) as never
  })
}

/** The OpenAPI 3.1 document of an app on which everything, `mountService` too, is mounted. */
export function documentOf(app: OpenAPIHono<AppEnv>): object {
  const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: '/' }] })
  // Every answer has it, so it is said here once and not by each route.
  for (const operation of Object.values(document.paths ?? {}).flatMap((path) => Object.values(path))) {
    for (const response of Object.values(operation.responses as Record<string, { headers?: object }>)) {
      response.headers = { 'X-Request-Id': REQUEST_ID, ...response.headers }
    }
  }
  return document
}

const REQUEST_ID = {
  description: 'The id to quote: the one that the request sent as `X-Request-Id`, if it was sane, else a new one.',
  schema: { type: 'string', maxLength: 128, example: '0198c1f2-7b1e-7c55-9d2a-5b1f0e6c7a11' },
}
