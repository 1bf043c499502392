import type { Visit } from '../visit.ts'

/** The address of a resource in Stripe's dashboard, in the mode of the session. Opened only by a click. */
export function stripeHref({ session }: Visit, kind: 'customers' | 'subscriptions', id: string): string {
  const mode = session?.mode === 'test' ? 'test/' : ''
  return `https://dashboard.stripe.com/${mode}${kind}/${encodeURIComponent(id)}`
}
