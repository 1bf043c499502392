import type { Child } from 'hono/jsx'

interface BlankProps {
  title: string
  text: Child
  /** 1 if the page has no other heading. */
  level?: 1 | 2
  actions?: Child
  children?: Child
}

/** What a page shows instead of data: an empty state, a missing permission or an error. */
export function Blank({ title, text, level = 2, actions, children }: BlankProps) {
  return (
    <section class="blank" aria-labelledby="blank">
      <div>
        {level === 1 ? <h1 id="blank">{title}</h1> : <h2 id="blank">{title}</h2>}
        <p class="note">{text}</p>
      </div>
      {actions && <p class="actions">{actions}</p>}
      {children}
    </section>
  )
}
