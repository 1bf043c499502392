import { Icon } from './icon.tsx'

interface IdProps {
  value: string
  /** What the button copies, such as “the Stripe id”. */
  label: string
  /** Whether the id is shown in full. */
  full?: boolean
  href?: string
}

/** An id, shortened in the middle, with a button that copies it. */
export function Id({ value, label, full = false, href }: IdProps) {
  const code = <code title={full ? undefined : value}>{full ? value : shortId(value)}</code>
  return (
    <>
      <span class="id">
        {href === undefined ? (
          code
        ) : (
          <a href={href} rel={href.startsWith('https:') ? 'noopener' : undefined}>
            {code}
          </a>
        )}
      </span>{' '}
      <CopyButton value={value} label={label} />
    </>
  )
}

/** Hidden without the script. */
export function CopyButton({ value, label }: { value: string; label: string }) {
  return (
    <button class="copy" type="button" data-copy={value} aria-label={`Copy ${label}`}>
      <Icon name="copy" />
    </button>
  )
}

/** The first and last characters of a long id. */
export function shortId(id: string): string {
  return id.length > 16 ? `${id.slice(0, 8)}…${id.slice(-4)}` : id
}
