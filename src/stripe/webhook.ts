import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Shared } from '../auth/shared.ts'
import { Deadline } from '../db/deadline.ts'
import { asJson, sql } from '../db/sql.ts'
import { byStripeAccount, tenantDb } from '../db/tenant-db.ts'
import type { AppEnv } from '../env.ts'
import { ApiError } from '../errors/api-error.ts'
import { readBytes } from '../http/body.ts'
import type { Turn, Turns } from '../limits/turns.ts'
import { errors } from '../openapi/errors.ts'
import { body, json } from '../openapi/responses.ts'
import { type EventRow, invalidEvent, readEvent } from './event.ts'
import { StripeEvent } from './objects.ts'
import { MAX_HEADER_LENGTH, proofOf, signingSecrets, verifySignature } from './signature.ts'

const BODY_LIMIT = 1024 * 1024

const Outcome = z
  .enum(['applied', 'waiting', 'ignored', 'duplicate'])
  .openapi({ description: 'Outcome of the event.', example: 'applied' })

export const route = createRoute({
  operationId: 'stripeWebhook',
  method: 'post',
  path: '/v1/webhooks/stripe',
  tags: ['Stripe'],
  summary: 'Receive a Stripe event',
  description:
    'Receives events from Stripe. Stripe’s signature replaces the API ' +
    'key. The event’s `account` determines the tenant; test mode selects its sandbox. `applied`: the ' +
    'subscriptions reflect it. `waiting`: stored until its Stripe customer is linked. `ignored`: stored, but it ' +
    'changes nothing here. `duplicate`: already received.',
  security: [],
  request: {
    headers: z.object({
      'Stripe-Signature': z.string().openapi({
        description: 'Stripe’s signature of the body, with its timestamp.',
        example: 't=1792000000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
        maxLength: MAX_HEADER_LENGTH,
      }),
    }),
    body: body(z.looseObject(StripeEvent.shape).openapi('StripeEvent'), {
      id: 'evt_1Pgc76B7WZ01zgkWwyRHS12y',
      object: 'event',
      type: 'customer.subscription.updated',
      created: 1_792_000_000,
      livemode: true,
      account: 'acct_1Pgc75B7WZ01zgkW',
      data: { object: { id: 'sub_1MowQVLkdIwHu7ixeRlqHVzs', object: 'subscription', status: 'active' } },
    }),
  },
  responses: {
    200: json(
      z.object({ status: Outcome }).openapi('StripeOutcome'),
      'The event is accepted and does not need to be sent again.',
    ),
    ...errors([
      'signature_invalid',
      'event_invalid',
      'account_unknown',
      'request_timeout',
      'body_too_large',
      'rate_limited',
      'internal_error',
      'webhook_not_configured',
      'webhook_secret_unknown',
      'not_ready',
      'database_unavailable',
      'outcome_unknown',
    ]),
  },
})

/** Handles a Stripe event: verifies the signature, enters by account, applies it in one batch. */
export async function receiveEvent(
  c: Context<AppEnv>,
  { login, turns }: Pick<Shared, 'login' | 'turns'>,
): Promise<Response> {
  c.set('operationId', route.operationId)
  const secrets = signingSecrets(c.env.STRIPE_WEBHOOK_SECRET)
  const bytes = (await readBytes(c.req.raw, BODY_LIMIT)) ?? new Uint8Array()
  const secret = await verifySignature(bytes, c.req.header('Stripe-Signature'), secrets)
  const { row, ...from } = readEvent(parseJson(bytes))
  c.set('eventId', row.id)
  const deadline = new Deadline()
  c.set('deadline', deadline)
  await login.require(c.env, (work) => c.executionCtx.waitUntil(work))

  return c.json({ status: await apply(c, { deadline, turns }, secret, row, from) }, 200)
}

type Origin = { account: string | null; livemode: boolean }

type Limits = { deadline: Deadline; turns: Turns }

async function apply(c: Context<AppEnv>, { deadline, turns }: Limits, secret: string, row: EventRow, from: Origin) {
  const enter = byStripeAccount(from, await proofOf(secret), route.operationId, c.get('requestId'))
  // The tenant is not known yet, but an account belongs to only one.
  const turn: Turn = (work) => turns.run(`${from.account}`, work)
  // A repeated event has no effect.
  const db = tenantDb({ env: c.env, enter, access: 'write', repeatable: true, deadline, turn })
  const [[outcome]] = await db
    .batch([sql<{ status: string }>`select app.apply_stripe_event(${asJson(row)}) as status`])
    .catch((error: { code?: unknown }) => {
      // PostgreSQL cannot store this JSON.
      if (/^(22|54)/.test(String(error.code)))
        throw invalidEvent('it cannot be stored, for example because it is nested too deeply')
      throw error
    })
  if (!outcome) throw new ApiError('internal_error', { reason: 'the event has no outcome' })
  return outcome.status
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body))
  } catch {
    throw invalidEvent('it is not JSON in UTF-8')
  }
}
