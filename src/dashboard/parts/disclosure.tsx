import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

/** A part of a page that its label opens. */
export function Disclosure({ label, open = false, children }: { label: string; open?: boolean; children: Child }) {
  return (
    <details class="as-table" open={open || undefined}>
      <summary>
        <Icon name="next" /> {label}
      </summary>
      {children}
    </details>
  )
}
