import { FieldError } from '../parts/field.tsx'

export interface RowProps {
  /** The address that the form is sent to. */
  at: string
  errors: Readonly<Record<string, string>>
}

/** The id of a row, and the name of its error. */
export const rowIdOf = (kind: 'condition' | 'action', number: number) => `${kind}-${number}`

/** What is wrong with a row, in words. */
export function RowError({ id, errors }: { id: string; errors: RowProps['errors'] }) {
  const error = errors[id]
  if (error === undefined) return null
  return <FieldError id={`${id}-error`}>{error}</FieldError>
}

interface ValueBoxProps {
  name: string
  text: string
  /** Only read out; without one, an element labels the id. */
  label?: string
  id?: string
}

/** A text of any length. Browsers drop a line break at the beginning, so there is always one. */
export function ValueBox({ name, text, label, id }: ValueBoxProps) {
  return (
    <textarea
      class="input grows"
      id={id}
      name={name}
      rows={1}
      spellcheck={false}
      placeholder={label && 'value'}
      aria-label={label}
      aria-describedby={id && `${id}-hint`}
    >
      {`\n${text}`}
    </textarea>
  )
}
