import fc from 'fast-check'
import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { verifySignature } from '../../src/stripe/signature.ts'

// Stripe's own package is the oracle: what it signs is accepted, and what it rejects is rejected.

const stripe = new Stripe('sk_test_unused')
const signatures = stripe.webhooks.signature as NonNullable<typeof stripe.webhooks.signature>
const SECRETS = ['whsec_current', 'whsec_previous']
const now = () => Math.floor(Date.now() / 1000)

const isAccepted = (body: string, header: string) =>
  verifySignature(new TextEncoder().encode(body), header, SECRETS).then(
    () => true,
    ({ code }) => code !== 'signature_invalid' && Promise.reject(new Error(`rejected with ${code}`)),
  )

async function isAcceptedByStripe(body: string, header: string): Promise<boolean> {
  const checks = SECRETS.map((secret) =>
    signatures.verifyHeaderAsync(body, header, secret, 300).then(
      () => true,
      () => false,
    ),
  )
  return (await Promise.all(checks)).includes(true)
}

const header = (payload: string, secret: string, timestamp: number) =>
  stripe.webhooks.generateTestHeaderStringAsync({ payload, secret, timestamp })

const secret = fc.constantFrom(...SECRETS, 'whsec_unknown')
const age = fc.integer({ min: -295, max: 295 })
const body = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })

test('a header that Stripe’s package signs is accepted exactly if the package accepts it', async () => {
  await fc.assert(
    fc.asyncProperty(body, secret, age, async (payload, signedWith, seconds) => {
      const signed = await header(payload, signedWith, now() + seconds)
      const verdict = await isAccepted(payload, signed)
      expect(verdict).toBe(SECRETS.includes(signedWith))
      expect(verdict).toBe(await isAcceptedByStripe(payload, signed))
    }),
  )
})

test('a header or body with one changed character is rejected', async () => {
  const anywhere = fc.nat({ max: 10_000 })
  await fc.assert(
    fc.asyncProperty(
      body,
      fc.boolean(),
      anywhere,
      fc.constantFrom(...'0123456789abcdef=,tv'),
      async (text, inBody, place, by) => {
        const signed = await header(text, 'whsec_current', now())
        const changed = (whole: string) => {
          const index = place % whole.length
          return whole.slice(0, index) + by + whole.slice(index + 1)
        }
        const [sentBody, sentHeader] = inBody ? [changed(text), signed] : [text, changed(signed)]
        fc.pre(sentBody !== text || sentHeader !== signed)
        expect(await isAccepted(sentBody, sentHeader)).toBe(false)
      },
    ),
  )
})

test('one valid signature among several in a header is enough, as in the package', async () => {
  const payload = '{"id":"evt_1"}'
  const [one, two] = [await header(payload, 'whsec_unknown', now()), await header(payload, 'whsec_previous', now())]
  const both = `${one},v1=${two.split('v1=')[1]}`
  expect([await isAccepted(payload, both), await isAcceptedByStripe(payload, both)]).toEqual([true, true])
})

test('a time over 300 seconds in the future is rejected, although the package accepts it', async () => {
  const signed = await header('{}', 'whsec_current', now() + 302)
  expect([await isAccepted('{}', signed), await isAcceptedByStripe('{}', signed)]).toEqual([false, true])
})
