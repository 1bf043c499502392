import type { Child } from 'hono/jsx'

interface SubmitProps {
  /** The text of the button that sends the form. */
  label: string
  /** A field that this button sends. */
  name?: string
  value?: string
  /** The address of the link that leaves the form. */
  cancel: string
  cancelLabel?: string
  /** Other buttons, between the two. */
  children?: Child
}

/** The end of a form: its main button, and a link that leaves it. */
export function Submit({ label, cancel, cancelLabel = 'Cancel', children, ...field }: SubmitProps) {
  return (
    <div class="submit">
      <button class="button" type="submit" {...field} data-kind="main">
        {label}
      </button>
      {children}
      <a class="button" href={cancel}>
        {cancelLabel}
      </a>
    </div>
  )
}
