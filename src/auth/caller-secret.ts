import { ApiError } from '../errors.ts'

/** Encrypts what only the caller may read again, such as a new key in the stored response of a repeated request. */
export interface CallerSecrets {
  /** Returns text. */
  encrypt(secret: string): Promise<string>
  /** Errors: `conflict` if another API key encrypted it. */
  decrypt(encrypted: string): Promise<string>
}

const SALT_BYTES = 16
const utf8 = new TextEncoder()

/**
 * Encrypts under a key derived from the text of the caller's API key, which nobody else has: the database stores only
 * its hash.
 */
export function secretsOf(apiKey: string): CallerSecrets {
  const keyWith = async (salt: Uint8Array) => {
    const material = await crypto.subtle.importKey('raw', utf8.encode(apiKey), 'HKDF', false, ['deriveKey'])
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8.encode('secret in a stored response') }
    const key = { name: 'AES-GCM', length: 256 }
    return crypto.subtle.deriveKey(derivation, material, key, false, ['encrypt', 'decrypt'])
  }
  return {
    async encrypt(secret) {
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
      const encrypted = await crypto.subtle.encrypt(ALGORITHM, await keyWith(salt), utf8.encode(secret))
      return btoa(String.fromCharCode(...salt, ...new Uint8Array(encrypted)))
    },
    async decrypt(text) {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      const key = await keyWith(bytes.slice(0, SALT_BYTES))
      const secret = await crypto.subtle.decrypt(ALGORITHM, key, bytes.slice(SALT_BYTES)).catch(() => {
        throw new ApiError('conflict', { detail: OTHER_CALLER })
      })
      return new TextDecoder().decode(secret)
    },
  }
}

/** Each salt, and so each key, encrypts one message. */
const ALGORITHM = { name: 'AES-GCM', iv: new Uint8Array(12) }

const OTHER_CALLER =
  'This request was processed when another API key sent it. The text of the new key can be read again only by that ' +
  'API key.'
