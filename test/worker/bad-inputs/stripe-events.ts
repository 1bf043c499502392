import { STRIPE_SECRET } from '../../setup/provided.ts'
import { bindings } from '../harness.ts'
import { type StripeEvent, sign } from '../stripe.ts'
import type { Sent, Theme } from './bad-input.ts'
import type { Scene } from './scene.ts'

const POST = 'POST /v1/webhooks/stripe'
const NO_SIGNATURE = '400 signature_invalid'
const NO_EVENT = '400 event_invalid'
const now = () => Math.floor(Date.now() / 1000)
const env = { ...bindings, STRIPE_WEBHOOK_SECRET: STRIPE_SECRET }

/** A request with this body and signature header. */
const sent = (body: string, signature?: string): Sent => ({
  ...{ body, env, key: 'none' },
  headers: signature === undefined ? {} : { 'Stripe-Signature': signature },
})

/** A valid event whose signature header is this, made from the header of a valid signature. */
const signedAs =
  (change: (valid: string, body: string) => string | undefined | Promise<string>) =>
  async ({ event }: Scene) => {
    const body = JSON.stringify(event)
    return sent(body, await change(await sign(body), body))
  }

/** A valid signature of this body, made from a valid event. */
const signed =
  (change: (event: StripeEvent) => unknown) =>
  async ({ event }: Scene) => {
    const changed = change(structuredClone(event))
    const body = typeof changed === 'string' ? changed : JSON.stringify(changed)
    return sent(body, await sign(body))
  }

const withObject = (fields: object) => (event: StripeEvent) => ({
  ...event,
  data: { object: { ...event.data.object, ...fields } },
})

/** Events of Stripe. */
export const stripeEvents: Theme = [
  ['no signature', POST, NO_SIGNATURE, 'Stripe-Signature', signedAs(() => undefined)],
  [
    'an API key instead of a signature',
    POST,
    NO_SIGNATURE,
    'missing',
    async ({ event }) => ({ body: event, env, key: 'admin' }),
  ],
  [
    'a signature of another secret',
    POST,
    NO_SIGNATURE,
    'does not match',
    signedAs((_, body) => sign(body, { secret: 'whsec_x' })),
  ],
  ['a signature without a time', POST, NO_SIGNATURE, 'malformed', signedAs((valid) => valid.replace(/t=\d+,/, ''))],
  ['a signature with two times', POST, NO_SIGNATURE, 'malformed', signedAs((valid) => `t=${now()},${valid}`)],
  ['two signature headers', POST, NO_SIGNATURE, 'malformed', signedAs((valid) => `${valid}, ${valid}`)],
  [
    'a signature of ten minutes ago',
    POST,
    NO_SIGNATURE,
    '300 seconds',
    signedAs((_, body) => sign(body, { time: now() - 600 })),
  ],
  [
    'a signature from the future',
    POST,
    NO_SIGNATURE,
    '300 seconds',
    signedAs((_, body) => sign(body, { time: now() + 600 })),
  ],
  [
    'a signature with a changed time',
    POST,
    NO_SIGNATURE,
    'does not match',
    signedAs(async (_, body) => (await sign(body, { time: now() - 9 })).replace(/t=\d+/, `t=${now()}`)),
  ],
  [
    'a signature header that is too long',
    POST,
    NO_SIGNATURE,
    '4096',
    signedAs((valid) => `${valid},v0=${'0'.repeat(4096)}`),
  ],
  [
    'eleven signatures',
    POST,
    NO_SIGNATURE,
    '10 signatures',
    signedAs((valid) => `${valid}${`,v1=${'0'.repeat(64)}`.repeat(10)}`),
  ],
  ['an altered body', POST, NO_SIGNATURE, 'does not match', signedAs((_, body) => sign(`${body} `))],
  [
    'a signature of another scheme',
    POST,
    NO_SIGNATURE,
    'does not match',
    signedAs((valid) => valid.replace('v1=', 'v0=')),
  ],
  [
    'a signature in upper case',
    POST,
    NO_SIGNATURE,
    'does not match',
    signedAs((valid) => valid.replace(/v1=(.*)/, (_, hex) => `v1=${hex.toUpperCase()}`)),
  ],
  [
    'an unknown account',
    POST,
    '404 account_unknown',
    'account',
    signed((event) => ({ ...event, account: 'acct_unknown' })),
  ],
  [
    'an event without an account',
    POST,
    '404 account_unknown',
    'account',
    signed((event) => ({ ...event, account: undefined })),
  ],
  ['an empty event', POST, NO_EVENT, 'body', signed(() => '')],
  ['an event that is not JSON', POST, NO_EVENT, 'JSON', signed(() => 'event=1')],
  [
    'an event that is not UTF-8',
    POST,
    NO_EVENT,
    'UTF-8',
    async () => {
      const body = new Uint8Array([0x7b, 0xff, 0x7d])
      return { ...sent('', await sign(body)), body }
    },
  ],
  ['a list of events', POST, NO_EVENT, 'body', signed((event) => [event])],
  ['an object instead of an event', POST, NO_EVENT, 'object', signed((event) => event.data.object)],
  ['an event without an id', POST, NO_EVENT, 'id', signed((event) => ({ ...event, id: undefined }))],
  ['an event without a mode', POST, NO_EVENT, 'livemode', signed((event) => ({ ...event, livemode: undefined }))],
  ['a time that is a text', POST, NO_EVENT, 'created', signed((event) => ({ ...event, created: 'now' }))],
  ['a subscription without a time', POST, NO_EVENT, 'data.object.created', signed(withObject({ created: null }))],
  ['a subscription with a NUL', POST, NO_EVENT, 'NUL', signed(withObject({ description: 'a\0' }))],
  [
    'an event over 1 MiB',
    POST,
    '413 body_too_large',
    '1024 KiB',
    signed((event) => JSON.stringify(event).padEnd(1024 * 1024 + 1)),
  ],
]
