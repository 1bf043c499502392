import { OperatorError, quote } from './operator-error.ts'
import type { Query } from './query.ts'
import { unknownTenant } from './tenants.ts'

/** A tenant, its account at Stripe, and whether Stripe customers are also linked by email. */
export type ConnectedTenant = { id: string; slug: string; stripe_account_id: string; link_by_email: boolean }

/** What to connect. `replace` allows replacing the tenant's current account. */
export type Connection = { account: string; linkByEmail?: boolean; replace?: boolean }

/**
 * Assigns this account's events to the tenant from now on, and its test-mode events to the sandbox. Sets both the
 * account and whether to link by email.
 * @throws OperatorError for an unknown slug, an account of another tenant, or a tenant with a different account.
 */
export async function connectStripe(
  query: Query,
  slug: string,
  { account, linkByEmail = false, replace = false }: Connection,
): Promise<ConnectedTenant> {
  const [connected] = await query(
    `update public.tenants set stripe_account_id = $2, stripe_link_by_email = $3
      where slug = $1 and ($4 or stripe_account_id is null or stripe_account_id = $2)
        and not exists (select from public.tenants other where other.stripe_account_id = $2 and other.slug <> $1)
     returning id, slug, stripe_account_id, stripe_link_by_email as link_by_email`,
    [slug, account, linkByEmail, replace],
  )
  if (connected) return connected as ConnectedTenant

  const [found] = await query(
    `select own.stripe_account_id as current, other.slug as other
       from public.tenants own left join public.tenants other on other.stripe_account_id = $2 and other.slug <> $1
      where own.slug = $1`,
    [slug, account],
  )
  if (!found) throw unknownTenant(slug)
  throw new OperatorError(
    found.other
      ? `The account ${quote(account)} is already connected to the tenant ${quote(String(found.other))}.`
      : `The tenant ${quote(slug)} is connected to the account ${quote(String(found.current))}. ` +
          `Use --replace to connect it to ${quote(account)} instead.`,
  )
}
