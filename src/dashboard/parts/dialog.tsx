import type { Child } from 'hono/jsx'

interface DialogProps {
  id: string
  title: string
  /** Whether the page shows it at once, such as after an error. */
  open?: boolean
  /** The buttons. “Cancel” comes first. */
  actions: Child
  /** The text of the button that closes it. */
  close?: string
  children: Child
}

/**
 * Asks for confirmation before a change that cannot easily be undone. `OpenDialog` opens it: as a modal dialog with the
 * script, as the target of the address without it.
 */
export function Dialog({ id, title, open = false, actions, close = 'Cancel', children }: DialogProps) {
  return (
    <dialog class="dialog" id={id} aria-labelledby={`${id}-title`} open={open || undefined}>
      <div>
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        <footer>
          <a class="button" href="#main" data-close>
            {close}
          </a>
          {actions}
        </footer>
      </div>
    </dialog>
  )
}

/** A button that opens a dialog. */
export function OpenDialog({ id, kind, children }: { id: string; kind?: 'danger' | 'main'; children: Child }) {
  return (
    <a class="button" href={`#${id}`} data-dialog={id} data-kind={kind}>
      {children}
    </a>
  )
}
