import { expect, test } from 'vitest'
import { addressOf } from '../../src/limits/address.ts'

const of = (address: string) => addressOf(new Headers({ 'CF-Connecting-IP': address }))

test('an IPv4 address counts separately, however it is written', () => {
  expect(['192.0.2.1', '192.0.2.2', '::ffff:192.0.2.1'].map(of)).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1'])
})

test('the IPv6 addresses of one /64 network count together', () => {
  const network = ['2001:db8:0:1::1', '2001:0db8:0000:0001:ffff::', '2001:DB8::1:2:3:4:5', '2001:db8:0:1:2:3:4:5']
  expect(new Set(network.map(of))).toEqual(new Set(['2001:db8:0:1::/64']))
  expect(['2001:db8:0:2::1', '2001:db8::1', '::1'].map(of)).toEqual([
    '2001:db8:0:2::/64',
    '2001:db8:0:0::/64',
    '0:0:0:0::/64',
  ])
})

test('requests without an address count together', () => {
  expect(addressOf(new Headers())).toBe('unknown')
})
