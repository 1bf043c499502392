import type { Child } from 'hono/jsx'
import { Blank } from './blank.tsx'

interface NothingFoundProps {
  text: Child
  /** What is listed, such as `instances`. */
  noun: string
  /** The address without filters. */
  clear: string
}

/** What a list shows if its filters match nothing. */
export function NothingFound({ text, noun, clear }: NothingFoundProps) {
  return (
    <Blank
      title="Nothing found"
      text={text}
      actions={
        <a class="button" href={clear}>
          Show all {noun}
        </a>
      }
    />
  )
}
