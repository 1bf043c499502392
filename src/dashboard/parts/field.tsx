import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

interface FrameProps {
  /** Of the control or the group. The summary of the form links to it. */
  id: string
  label: string
  hint?: Child
  error?: string | undefined
}

/** What surrounds a control: its label and hint above it, its error below. The control needs `describedBy`. */
export function Frame({ children, ...frame }: FrameProps & { children: Child }) {
  return (
    <div class="field">
      <label for={frame.id}>{frame.label}</label>
      <Hint {...frame} />
      {children}
      <FieldError {...frame} />
    </div>
  )
}

interface GroupProps extends FrameProps {
  kind: 'choices' | 'pairs' | 'clauses' | 'clause' | 'action'
  /** Whether only screen readers get the label. */
  quiet?: boolean
  children: Child
}

/** Several controls that are one field to the API. */
export function FieldGroup({ kind, quiet = false, children, ...frame }: GroupProps) {
  return (
    <fieldset class={kind} {...describedBy(frame)}>
      <legend class={quiet ? 'spoken' : undefined}>{frame.label}</legend>
      <Hint {...frame} />
      {children}
      <FieldError {...frame} />
    </fieldset>
  )
}

function Hint({ id, hint }: FrameProps) {
  return hint ? (
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  ) : null
}

function FieldError({ id, error }: FrameProps) {
  return error ? (
    <p class="error" id={`${id}-error`}>
      <Icon name="alert" />
      <span>{error}</span>
    </p>
  ) : null
}

/** The attributes that relate a control or a group to its label, hint and error. */
export function describedBy({ id, hint, error }: FrameProps) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return { id, 'aria-describedby': ids || undefined, 'aria-invalid': error ? ('true' as const) : undefined }
}

interface FieldProps extends Omit<FrameProps, 'id'> {
  name: string
  value?: string | null
  type?: 'text' | 'password' | 'search' | 'date'
  /** Suggestions: the user may type something else. */
  suggestions?: readonly { value: string; label?: string }[]
  autocomplete?: string
  required?: boolean
  autofocus?: boolean
  maxlength?: number
}

/** A text field. */
export function Field({ name, label, hint, error, value, type = 'text', ...rest }: FieldProps) {
  const { suggestions, autofocus, ...control } = rest
  const frame = { id: name, label, hint, error }
  return (
    <Frame {...frame}>
      <input
        {...control}
        name={name}
        type={type}
        value={value ?? undefined}
        autofocus={autofocus || undefined}
        list={suggestions && `${name}-list`}
        spellcheck={type === 'text' ? undefined : false}
        {...describedBy(frame)}
      />
      {suggestions && (
        <datalist id={`${name}-list`}>
          {suggestions.map((one) => (
            <option value={one.value}>{one.label}</option>
          ))}
        </datalist>
      )}
    </Frame>
  )
}

interface SelectProps extends Pick<FieldProps, 'name' | 'label' | 'hint' | 'error' | 'value'> {
  options: readonly { value: string; label: string }[]
}

/** A choice among several options. */
export function Select({ name, label, hint, error, value, options }: SelectProps) {
  const frame = { id: name, label, hint, error }
  return (
    <Frame {...frame}>
      <select name={name} {...describedBy(frame)}>
        {options.map((one) => (
          <option value={one.value} selected={one.value === value || undefined}>
            {one.label}
          </option>
        ))}
      </select>
    </Frame>
  )
}
