import { fromBase64Url, toBase64Url } from '../../auth/base64url.ts'
import { secretsOf } from '../../auth/caller-secret.ts'
import { cipherOf } from '../../auth/cipher.ts'
import type { Credential } from '../../auth/credential.ts'
import { KEY_MODES, type KeyMode } from '../../auth/key.ts'

/** A session ends this long after its last request, and this long after sign-in. */
export const IDLE_MS = 30 * 60_000
export const ABSOLUTE_MS = 12 * 60 * 60_000

/** A key that its owner signed in with. Never its text. */
export interface SessionKey {
  hash: string
  /** Random. Encrypts data that only this session can read. */
  secret: string
  /** Name, prefix and last four characters, to tell keys apart. */
  name: string | null
  prefix: string
  lastFour: string
  /** Name of the tenant. */
  tenant: string
  tenantId: string
  /** Id of the tenant, also for a key of its sandbox. */
  ownerId: string
  /** What the menu shows. A key’s scopes never change. */
  scopes: string[]
  /** In milliseconds since 1970. */
  signedInAt: number
}

export interface Session {
  mode: KeyMode
  keys: Partial<Record<KeyMode, SessionKey>>
  /** In milliseconds since 1970. */
  usedAt: number
  /** The success message of the last form, until it has been shown. */
  notice?: string
}

/** Turns sessions into text that only the service can read, and back. `secret` is any text unknown to users. */
export function sessionsOf(secret: string) {
  const cipher = cipherOf(secret, 'session of the dashboard')
  return {
    async encrypt(session: Session): Promise<string> {
      return toBase64Url(await cipher.encrypt(JSON.stringify(session)))
    },
    /** Leaves out keys whose session has expired. Undefined if none is left. */
    async decrypt(text: string, now: number): Promise<Session | undefined> {
      const bytes = fromBase64Url(text)
      const json = bytes && (await cipher.decrypt(bytes))
      if (!json) return undefined
      const session: Session = JSON.parse(json)
      if (session.usedAt + IDLE_MS <= now) return undefined
      const ended = KEY_MODES.filter((mode) => (session.keys[mode]?.signedInAt ?? now) + ABSOLUTE_MS <= now)
      return ended.reduce<Session | undefined>(withoutKey, session)
    },
  }
}

/** The session without the key of this mode: in the other mode, or undefined if that has no key. */
export function withoutKey(session: Session | undefined, mode: KeyMode): Session | undefined {
  if (!session) return undefined
  const keys: Session['keys'] = { ...session.keys, [mode]: undefined }
  const [left] = KEY_MODES.filter((one) => keys[one])
  return left && { ...session, keys, mode: keys[session.mode] ? session.mode : left }
}

/** The credential of a signed-in key. */
export function credentialIn(session: Session): Credential | undefined {
  const key = session.keys[session.mode]
  return key && { hash: key.hash, mode: session.mode, secrets: secretsOf(key.secret) }
}
