import type { Child } from 'hono/jsx'

interface SectionProps {
  title: string
  level?: 2 | 3
  /** Beside the title, such as “1 active of 3”. */
  count?: Child
  /** At the end of the line: a link or a choice. */
  action?: Child
  kind?: 'timeline'
  children: Child
}

/** A part of a page, under a hairline. */
export function Section({ title, level = 2, count, action, kind, children }: SectionProps) {
  const id = idOf(title)
  return (
    <section class={['section', kind].filter(Boolean).join(' ')} aria-labelledby={id}>
      <header>
        {level === 2 ? <h2 id={id}>{title}</h2> : <h3 id={id}>{title}</h3>}
        {count !== undefined && <span class="count">{count}</span>}
        {action}
      </header>
      {children}
    </section>
  )
}

/** With a prefix, because a field can have the same name as a section. */
const idOf = (title: string) => `section-${title.toLowerCase().replaceAll(/\W+/g, '-')}`
