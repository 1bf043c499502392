import { Banner } from '../parts/banner.tsx'
import { signInAt } from '../session/middleware.ts'

interface StoppedProps {
  /** The page that sign-in leads to. */
  page: URL
  title: string
  reason: string
  /** Whether the key is no longer allowed to make the changes. */
  needsKey: boolean
  /** The button that continues, and what it guarantees. */
  button: string
  promise: string
}

/**
 * Why several changes stopped, and how to continue. Sign-in opens a new tab, because this page has the remaining ones.
 */
export function Stopped({ page, title, reason, needsKey, button, promise }: StoppedProps) {
  const signIn = (
    <a class="button" href={signInAt(page)} target="_blank" rel="noopener">
      Sign in<span class="spoken"> in a new tab</span>
    </a>
  )
  return (
    <Banner tone="amber" role="alert" actions={needsKey && signIn}>
      <strong>{title}</strong>
      <p>
        Reason: {reason}. {needsKey ? 'Sign in again in a new tab' : 'Wait a minute'}, then choose{' '}
        <strong>{button}</strong> on this page. {promise}
      </p>
    </Banner>
  )
}
