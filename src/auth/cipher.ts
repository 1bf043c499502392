/** Encrypts text so that only those who know the secret can read it, and any change to it is detected. */
export interface Cipher {
  /** `context` is not part of the result, but is needed again to decrypt it. */
  encrypt(text: string, context?: string): Promise<Uint8Array>
  /** Undefined unless it was encrypted with this secret, purpose and context. */
  decrypt(encrypted: Uint8Array, context?: string): Promise<string | undefined>
}

const SALT_BYTES = 16
const utf8 = new TextEncoder()

/** AES-256-GCM with a key for each message, which HKDF derives from the secret, the purpose and a random salt. */
export function cipherOf(secret: string, purpose: string): Cipher {
  // Not its promise: several requests may use a cipher, and a request cannot wait for a promise of another.
  let material: Parameters<typeof crypto.subtle.deriveKey>[1] | undefined
  const keyWith = async (salt: Uint8Array) => {
    material ??= await crypto.subtle.importKey('raw', utf8.encode(secret), 'HKDF', false, ['deriveKey'])
    const derivation = { name: 'HKDF', hash: 'SHA-256', salt, info: utf8.encode(purpose) }
    const key = { name: 'AES-GCM', length: 256 }
    return crypto.subtle.deriveKey(derivation, material, key, false, ['encrypt', 'decrypt'])
  }
  return {
    async encrypt(text, context = '') {
      const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
      const encrypted = await crypto.subtle.encrypt(algorithm(context), await keyWith(salt), utf8.encode(text))
      return new Uint8Array([...salt, ...new Uint8Array(encrypted)])
    },
    async decrypt(encrypted, context = '') {
      const key = await keyWith(encrypted.slice(0, SALT_BYTES))
      const text = await crypto.subtle
        .decrypt(algorithm(context), key, encrypted.slice(SALT_BYTES))
        .catch(() => undefined)
      return text && new TextDecoder().decode(text)
    },
  }
}

/** Each salt, and so each key, encrypts one message, so the initialization vector can be constant. */
function algorithm(context: string) {
  return { name: 'AES-GCM', iv: new Uint8Array(12), additionalData: utf8.encode(context) }
}
