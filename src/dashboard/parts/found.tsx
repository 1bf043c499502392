import { count } from './count.ts'

interface FoundProps {
  total: number
  /** Singular and plural of what is listed, such as `instance` and `instances`. */
  noun: readonly [one: string, several: string]
  /** What follows the number, if it is more than the noun. */
  text?: string | undefined
  /** The address without filters; undefined if none is set. */
  clear: string | undefined
}

/** The number of rows and, if the list is filtered, a link to all of them. */
export function Found({ total, noun: [one, several], text, clear }: FoundProps) {
  return (
    <p class="filtered" id="found">
      <span>
        <strong>{count(total)}</strong> {text ?? (total === 1 ? one : several) + (clear === undefined ? '' : ' found')}
      </span>
      {clear !== undefined && (
        <a class="button" data-kind="quiet" href={clear}>
          Clear
        </a>
      )}
    </p>
  )
}
