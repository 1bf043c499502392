import { describe, expect, test } from 'vitest'
import { operator } from './harness.ts'
import { errorOf, newEvent, post, type StripeEvent } from './stripe.ts'

describe('a signed body', () => {
  const changed = (change: (event: StripeEvent) => unknown) => (event: StripeEvent) => JSON.stringify(change(event))
  test.each<[string, (event: StripeEvent) => string]>([
    ['no content', () => ''],
    ['invalid JSON', () => '{"id":'],
    ['null', () => 'null'],
    ['a list', () => '[]'],
    ['a number', () => '7'],
    ['an object of another kind', changed((event) => ({ ...event, object: 'charge' }))],
    ['an event of version 2', changed((event) => ({ ...event, object: 'v2.core.event' }))],
    ['an event without an id', changed((event) => ({ ...event, id: undefined }))],
    ['an event with a long id', changed((event) => ({ ...event, id: 'e'.repeat(256) }))],
    ['an event without a type', changed((event) => ({ ...event, type: undefined }))],
    ['an event without a time', changed((event) => ({ ...event, created: undefined }))],
    ['an event with a fractional time', changed((event) => ({ ...event, created: 1.5 }))],
    ['an event before the epoch', changed((event) => ({ ...event, created: -1 }))],
    ['an event after the year 9999', changed((event) => ({ ...event, created: 253_402_300_800 }))],
    ['an event without a mode', changed((event) => ({ ...event, livemode: 'true' }))],
    ['an event with an account that is not text', changed((event) => ({ ...event, account: 7 }))],
    ['an event without data', changed((event) => ({ ...event, data: undefined }))],
    ['an event about a list', changed((event) => ({ ...event, data: { object: [] } }))],
    ...(
      [
        ['without an id', { id: undefined }],
        ['of another kind', { object: 'customer' }],
        ['with a status that is not text', { status: 7 }],
        ['without a time', { created: null }],
        ['with items that are not a list', { items: { data: {} } }],
        ['with a price that is not an object', { items: { data: [{ price: 7 }] } }],
        ['with a fractional price', { items: { data: [{ price: { id: 'p', unit_amount: 0.5 } }] } }],
        ['with a quantity that is too large', { items: { data: [{ quantity: 2_147_483_648 }] } }],
        ['with a trial end that is not a time', { trial_end: 'never' }],
        ['with a customer that is not an id or an object', { customer: 7 }],
        ['with a NUL', { description: 'a\u0000b' }],
        ['with a lone surrogate', { description: '\ud800' }],
      ] as [string, object][]
    ).map(
      ([name, fields]) =>
        [
          `a subscription ${name}`,
          changed((event) => ({ ...event, data: { object: { ...event.data.object, ...fields } } })),
        ] as [string, (event: StripeEvent) => string],
    ),
    [
      'thousands of levels',
      (event) => JSON.stringify(event).replace('"data":{', `"data":{"x":${'['.repeat(50_000)}${']'.repeat(50_000)},`),
    ],
  ])('of %s returns 400 and stores nothing', async (_, text) => {
    const { tenant, event } = await newEvent()
    const before = await operator('select id from stripe_events where tenant_id = $1', [tenant.id])
    expect(errorOf(await post(text(event)))).toEqual([400, 'event_invalid'])
    expect(await operator('select id from stripe_events where tenant_id = $1', [tenant.id])).toEqual(before)
  })

  test('is accepted up to 1 MiB; a larger one is rejected, and nothing of it is stored', async () => {
    const { body } = await newEvent()
    const filled = (length: number) => body.replace('{', `{"filling":"${'x'.repeat(length - body.length - 13)}",`)
    const [most, more] = [filled(1024 * 1024), filled(1024 * 1024 + 1)]
    expect([most.length, more.length]).toEqual([1024 * 1024, 1024 * 1024 + 1])
    const response = await post(more)
    expect(errorOf(response)).toEqual([413, 'body_too_large'])
    expect(response.body.detail).toContain('1024 KiB')
    expect((await post(most)).status).toBe(200)
  })
})
