import { sha256 } from './sha256.ts'

/**
 * The text of an API key: `hc_live_` or `hc_test_`, 32 random bytes in base62 (43 characters), then the CRC-32 of all
 * before it in base62 (6 characters), so that a mistyped or invented key is rejected without a lookup.
 */
const SHAPE = /^hc_(live|test)_[0-9A-Za-z]{49}$/
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const CHECKSUM_LENGTH = 6

/** Created once, because every request hashes its key. */
const utf8 = new TextEncoder()

export const KEY_MODES = ['live', 'test'] as const
export type KeyMode = (typeof KEY_MODES)[number]

/** Generates a random key text. It is shown to its owner once; only its hash is stored. */
export function generateKey(mode: KeyMode): string {
  const random = crypto.getRandomValues(new Uint8Array(32))
  const number = random.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const body = `hc_${mode}_${base62(number, 43)}`
  return body + checksum(body)
}

/** Whether the text has the format of a key and a valid checksum. Says nothing about whether the key exists. */
export function isWellFormedKey(text: string): boolean {
  return SHAPE.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
}

/** SHA-256 of the key's text in lower-case hexadecimal: what the database stores and every cache is keyed by. */
export function hashKey(text: string): Promise<string> {
  return sha256(utf8.encode(text))
}

/** The mode of a key, read from its text or its prefix. */
export function modeOf(text: string): KeyMode {
  return text.startsWith('hc_test_') ? 'test' : 'live'
}

/** What is stored of a key: its hash, and the parts that may be shown later, so that its owner can tell keys apart. */
export async function storedParts(text: string): Promise<{ hash: string; prefix: string; lastFour: string }> {
  return { hash: await hashKey(text), prefix: text.slice(0, 12), lastFour: text.slice(-4) }
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_LENGTH)
}

function base62(number: bigint, length: number): string {
  let text = ''
  for (let rest = number; text.length < length; rest /= 62n) text = DIGITS[Number(rest % 62n)] + text
  return text
}

/** The CRC-32 lookup table: the remainder of each byte. */
const REMAINDERS = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0)
  return remainder
})

/** CRC-32 as in ISO 3309 (zlib's), of ASCII text. */
function crc32(text: string): number {
  let crc = -1
  for (let place = 0; place < text.length; place++) {
    crc = (crc >>> 8) ^ (REMAINDERS[(crc ^ text.charCodeAt(place)) & 0xff] as number)
  }
  return ~crc >>> 0
}
