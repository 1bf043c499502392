import { Banner } from '../parts/banner.tsx'
import { signInAt } from '../session/middleware.ts'
import type { Remedy } from './attempt.ts'

interface StoppedProps {
  /** The page that sign-in leads to. */
  page: URL
  title: string
  /** Without a period. */
  reason: string
  remedy: Remedy
  /** The button that continues, or that ends the work if it can never continue. */
  button: string
  /** What the button guarantees, or what to do next. */
  promise: string
}

/** What to do before the button is chosen. */
const BEFORE: Record<Remedy, string | undefined> = {
  time: 'Wait a minute',
  key: 'Sign in again in a new tab',
  resumption: 'Ask the person who manages the API at your company to end the suspension',
  none: undefined,
}

/**
 * Why several changes stopped, and how to continue. Sign-in opens a new tab, because this page has the remaining ones.
 */
export function Stopped({ page, title, reason, remedy, button, promise }: StoppedProps) {
  const signIn = (
    <a class="button" href={signInAt(page)} target="_blank" rel="noopener">
      Sign in<span class="spoken"> in a new tab</span>
    </a>
  )
  const before = BEFORE[remedy]
  const choose = before === undefined ? 'Choose' : `${before}, then choose`
  return (
    <Banner tone="amber" role="alert" actions={remedy === 'key' && signIn}>
      <strong>{title}</strong>
      <p>
        {reason}. {choose} <strong>{button}</strong> on this page. {promise}
      </p>
    </Banner>
  )
}
