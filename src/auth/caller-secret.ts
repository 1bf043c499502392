import { ApiError } from '../errors/api-error.ts'
import { cipherOf } from './cipher.ts'

/** Encrypts data that only the caller can read again, such as the new API key in a stored response. */
export interface CallerSecrets {
  /** Returns text. */
  encrypt(secret: string): Promise<string>
  /** Errors: `conflict` if another API key encrypted it. */
  decrypt(encrypted: string): Promise<string>
}

/**
 * Encrypts with a key derived from a text that only the caller has: its API key, which the database stores only as a
 * hash, or the secret of its session.
 */
export function secretsOf(ofCaller: string): CallerSecrets {
  const cipher = () => cipherOf(ofCaller, 'secret in a stored response')
  return {
    async encrypt(secret) {
      return btoa(String.fromCharCode(...(await cipher().encrypt(secret))))
    },
    async decrypt(text) {
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      const secret = await cipher().decrypt(bytes)
      if (secret === undefined) throw new ApiError('conflict', { detail: OTHER_CALLER })
      return secret
    },
  }
}

const OTHER_CALLER =
  'This request was processed when another API key sent it. The text of the new key can be read again only by that ' +
  'API key.'
