import type { Child } from 'hono/jsx'
import { Icon, type IconName } from './icon.tsx'

export type Tone = 'green' | 'amber' | 'red' | 'grey'

interface BannerProps {
  tone: Tone
  icon?: IconName
  /** `status` for success messages, `alert` for errors of a form. */
  role?: 'status' | 'alert'
  /** Links or buttons at the end. */
  actions?: Child
  children: Child
}

/** A message above the content. It never covers anything. */
export function Banner({ tone, icon = tone === 'green' ? 'check' : 'alert', role, actions, children }: BannerProps) {
  return (
    <div class="banner" data-tone={tone} role={role} tabindex={role === 'alert' ? -1 : undefined}>
      <Icon name={icon} />
      <div>{children}</div>
      {actions && <div class="actions">{actions}</div>}
    </div>
  )
}
