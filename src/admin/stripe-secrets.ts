import { sha256 } from '../auth/sha256.ts'
import { proofOf } from '../stripe/signature.ts'
import type { Query } from './query.ts'

/**
 * Makes the database accept events signed with these secrets. Stores only hashes. With `replace`, all others are
 * removed.
 * @returns the number of secrets stored afterwards.
 */
export async function storeWebhookSecrets(
  query: Query,
  secrets: string[],
  { replace = false }: { replace?: boolean } = {},
): Promise<number> {
  const hashes = await Promise.all(secrets.map(hashOf))
  const [row] = await query(
    `with removed as (
       delete from app.webhook_secrets where $2 and hash <> all ($1::bytea[])
     ), added as (
       insert into app.webhook_secrets (hash) select unnest($1::bytea[]) on conflict do nothing
     )
     select count(*)::int as stored from (
       select hash from app.webhook_secrets where not $2 union select unnest($1::bytea[])) secrets`,
    [`{${hashes.map((hash) => `"\\\\x${hash}"`)}}`, replace],
  )
  return Number(row?.stored)
}

/** The hash of the proof, from which the proof cannot be derived. */
async function hashOf(secret: string): Promise<string> {
  const proof = await proofOf(secret)
  return sha256(Uint8Array.from(proof.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)))
}
