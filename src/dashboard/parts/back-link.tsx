import { Icon } from './icon.tsx'

/** A link to the page above. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <a class="path" href={href}>
      <Icon name="back" /> {children}
    </a>
  )
}
