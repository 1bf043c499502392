import { expect, test } from 'vitest'
import { newTenant, validationErrors } from './harness.ts'

const shared = newTenant()

test.each([
  ['email=', 'email string_too_short'],
  ['email=%20', 'email string_too_short'],
  ['external_id=', 'external_id string_too_short'],
  ['country_code=', 'country_code string_too_short'],
  ['currency=', 'currency string_too_short'],
  [`email=${'x'.repeat(255)}`, 'email string_too_long'],
  [`external_id=${'x'.repeat(256)}`, 'external_id string_too_long'],
  ['country_code=USA', 'country_code string_too_long'],
  ['currency=EURO', 'currency string_too_long'],
  ['email=%00', 'email value_error'],
  ['external_id=a%0Ab', 'external_id value_error'],
  ['subscription_status=Active', 'subscription_status literal_error'],
  ['subscription_status=', 'subscription_status literal_error'],
  ['search_in=name', 'search_in literal_error'],
  ['has_running_instance=1', 'has_running_instance bool_parsing'],
  ['has_running_instance=', 'has_running_instance bool_parsing'],
  ['failed_instances=yes', 'failed_instances bool_parsing'],
  ...[
    ...['', 'now', '5', '2026-03-14', '2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z'],
    ...[
      '2026-03-14T24:00:01Z',
      '2026-03-14T15:60:00Z',
      '2026-03-14T15:09:61Z',
      '2026-03-14T15:09Z',
      '0000-01-01T00:00:00Z',
    ],
    ...['2026-03-14T15:09:26%2B24:00', 'infinity', '-infinity'],
    ...[
      '2026-03-14T15:09:26+02:00',
      '2026-03-14T15:09:26.Z',
      '2026-03-14T15:09:26.1234567890Z',
      '%D9%A2026-03-14T15:09:26Z',
    ],
    ...[
      '0001-01-01T00:00:00%2B10:00x',
      '9999-12-31T23:59:59%2B00:60',
      '2026-03-14T15:09:26Z%00',
      '12026-03-14T15:09:26Z',
    ],
  ].map((value) => [`created_after=${value}`, 'created_after datetime_parsing']),
  ['created_after=2026-03-14T15:09:26', 'created_after timezone_aware'],
  ['created_before=x', 'created_before datetime_parsing'],
  ['updated_after=x', 'updated_after datetime_parsing'],
  ['updated_before=x', 'updated_before extra_forbidden'],
  ['metadata=gold', 'metadata dict_type'],
  ['metadata[]=x', 'metadata. value_error'],
  ['metadata[plan]=%00', 'metadata.plan value_error'],
  ['metadata[pl%00an]=x', 'metadata.pl\0an value_error'],
  [`metadata[${'k'.repeat(41)}]=x`, `metadata.${'k'.repeat(41)} value_error`],
  [`metadata[plan]=${'t'.repeat(501)}`, 'metadata.plan string_too_long'],
  ['metadata[plan]=gold&metadata[plan]=gold', 'metadata[plan] value_error'],
  ['metadata[plan]=gold&metadata=gold', 'metadata value_error'],
  [Array.from({ length: 51 }, (_, n) => `metadata[${n}]=x`).join('&'), 'metadata too_long'],
  ['metadata[__proto__]=x', 'metadata.__proto__ value_error'],
  ['metadata[a][b]=x', 'metadata[a][b] extra_forbidden'],
  ['metadata[a][]=x', 'metadata[a][] extra_forbidden'],
  ['metadata%5Ba%5D%5Bb%5D=x', 'metadata[a][b] extra_forbidden'],
  ['metadata[a]b=x', 'metadata[a]b extra_forbidden'],
  ['metadata[plan]=%FF', 'metadata[plan] value_error'],
  ['metadata[plan]=%FF&metadata[plan]=gold', 'metadata[plan] value_error'],
  ['email=%', 'email value_error'],
  ['country_code=%FFUSA&country_code=USA', 'country_code value_error'],
  ['search=a&search=a', 'search value_error'],
  ['email=a&email=', 'email.1 string_too_short'],
  ['archived=true', 'archived literal_error'],
  ['archived=', 'archived literal_error'],
  ['archived=only&archived=only', 'archived value_error'],
  ['stripe_customer_id=', 'stripe_customer_id string_too_short'],
  [`stripe_customer_id=${'x'.repeat(256)}`, 'stripe_customer_id string_too_long'],
  ['currency=USD&currency=EURO&currency=GBP', 'currency.1 string_too_long'],
  [Array.from({ length: 51 }, (_, n) => `email=${n}`).join('&'), 'email too_long'],
  ['search[a]=x', 'search[a] extra_forbidden'],
  ['Email=a', 'Email extra_forbidden'],
  ['__proto__=x', '__proto__ extra_forbidden'],
])('%s is rejected in list and export', async (query, error) => {
  for (const path of ['/v1/customers', '/v1/customers/export']) {
    expect(validationErrors(await (await shared).get(`${path}?${query}`))).toEqual([`query.${error}`])
  }
})

test('metadata both as text and by key is rejected', async () => {
  const { get } = await shared
  expect(validationErrors(await get('/v1/customers?metadata=gold&metadata[plan]=gold'))).toContain(
    'query.metadata[plan] value_error',
  )
})
