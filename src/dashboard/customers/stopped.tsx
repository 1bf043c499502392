import { Banner } from '../parts/banner.tsx'
import { signInAt } from '../session/middleware.ts'
import type { Visit } from '../visit.ts'

interface StoppedProps {
  visit: Visit
  title: string
  reason: string
  /** Whether the key may no longer do it. */
  needsKey: boolean
  /** The button that continues, and what it guarantees. */
  button: string
  promise: string
}

/** Why several changes stopped, and how to continue. The sign-in opens in a new tab: this page has what is left. */
export function Stopped({ visit, title, reason, needsKey, button, promise }: StoppedProps) {
  const signIn = (
    <a class="button" href={signInAt(visit.url)} target="_blank" rel="noopener">
      Sign in<span class="spoken"> in a new tab</span>
    </a>
  )
  return (
    <Banner tone="amber" role="alert" actions={needsKey && signIn}>
      <strong>{title}</strong>
      <p>
        The reason: {reason}. {needsKey ? 'Sign in in a new tab' : 'Wait a minute'}, then press{' '}
        <strong>{button}</strong> on this page. {promise}
      </p>
    </Banner>
  )
}
