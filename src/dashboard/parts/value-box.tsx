interface ValueBoxProps {
  name: string
  text: string
  /** Only read out; without one, a frame labels the id. */
  label?: string
  id?: string
  'aria-describedby'?: string | undefined
  'aria-invalid'?: 'true' | undefined
}

/** A text of any length. Browsers drop a line break at the beginning, so there is always one. */
export function ValueBox({ text, label, ...control }: ValueBoxProps) {
  return (
    <textarea
      {...control}
      class="input grows"
      rows={1}
      spellcheck={false}
      placeholder={label && 'value'}
      aria-label={label}
    >
      {`\n${text}`}
    </textarea>
  )
}
