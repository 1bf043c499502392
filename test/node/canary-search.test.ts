import { describe, expect, test } from 'vitest'
import { leaksIn } from '../setup/canaries.ts'

describe('the search for canaries in a log', () => {
  const text = 'x"y/é?=k~9'
  test.each([
    ['as it is', text],
    ['in other letters', text.toUpperCase()],
    ['percent-encoded', `q=${encodeURIComponent(text)}&`],
    ['in JSON', JSON.stringify({ a: text })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ a: text }))],
    ['in Base64', btoa(`user:${encodeURIComponent('a')}`) + Buffer.from(`user:${text}`).toString('base64')],
    ['in Base64 at another place', Buffer.from(`ab${text}c`).toString('base64')],
    ['in Base64 for URLs', Buffer.from(`abc${text}de`).toString('base64url')],
    ['in hexadecimal', `\\x00${Buffer.from(text).toString('hex')}`],
  ])('finds a canary %s', (_, log) => {
    expect(leaksIn(`before ${log} after`, { text })).not.toEqual([])
    expect(leaksIn(`before ${log.slice(0, -8)}`, { text })).toEqual([])
  })
})
