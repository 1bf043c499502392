import { count } from './count.ts'
import { Icon } from './icon.tsx'

export interface Chip {
  label: string
  /** The address with this filter, or without it if it is active. */
  href: string
  active: boolean
  /** Number of matching rows, if known. */
  count?: number | undefined
}

/** Filters above a table. */
export function Chips({ label, chips }: { label: string; chips: readonly Chip[] }) {
  return (
    <nav class="chips" aria-label={label}>
      {chips.map((chip) => (
        <a href={chip.href} aria-current={chip.active ? 'true' : undefined}>
          {chip.label}
          {chip.active && <span class="spoken">(remove)</span>}
          {chip.count !== undefined && <span class="num">{count(chip.count)}</span>}
          {chip.active && <Icon name="close" />}
        </a>
      ))}
    </nav>
  )
}
