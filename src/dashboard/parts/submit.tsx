import type { Child } from 'hono/jsx'

interface SubmitProps {
  /** The text of the button that sends the form, if it can be sent. */
  label?: string | false | undefined
  kind?: 'main' | 'danger'
  /** A field that this button sends. */
  name?: string
  value?: string
  /** The address of the link that leaves the form. */
  cancel: string
  cancelLabel?: string
  /** Other buttons, between the two. */
  children?: Child
  /** After the buttons. */
  note?: string | false
}

/** The end of a form: its main button, and a link that leaves it. */
export function Submit({
  label,
  kind = 'main',
  cancel,
  cancelLabel = 'Cancel',
  children,
  note,
  ...field
}: SubmitProps) {
  return (
    <div class="submit">
      {label && (
        <button class="button" type="submit" {...field} data-kind={kind}>
          {label}
        </button>
      )}
      {children}
      <a class="button" href={cancel}>
        {cancelLabel}
      </a>
      {note && <p class="note">{note}</p>}
    </div>
  )
}
