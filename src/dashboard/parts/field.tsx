import type { Child } from 'hono/jsx'
import { Icon } from './icon.tsx'

interface FieldProps {
  name: string
  label: string
  hint?: Child
  /** Shown below the field. */
  error?: Child
  value?: string | null
  type?: 'text' | 'email' | 'password' | 'search' | 'date'
  /** Suggestions: the user may type something else. */
  suggestions?: readonly { value: string; label?: string }[]
  autocomplete?: string
  required?: boolean
  autofocus?: boolean
  maxlength?: number
  placeholder?: string
  /** Takes the whole width of a grid of fields. */
  whole?: boolean
  /** Defaults to the name. Needed if the name occurs twice on the page. */
  id?: string
}

/** A text field: label, hint, control, error. */
export function Field({ name, label, hint, error, value, type = 'text', whole, id = name, ...rest }: FieldProps) {
  const { suggestions, autofocus, ...control } = rest
  const frame = { id, label, hint, error, whole }
  return (
    <Frame {...frame}>
      <input
        {...control}
        id={id}
        name={name}
        type={type}
        value={value ?? undefined}
        autofocus={autofocus || undefined}
        list={suggestions && `${id}-list`}
        spellcheck={type === 'text' ? undefined : false}
        {...described(frame)}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option value={one.value}>{one.label}</option>
          ))}
        </datalist>
      )}
    </Frame>
  )
}

interface SelectProps extends Pick<FieldProps, 'name' | 'label' | 'hint' | 'error' | 'value' | 'whole' | 'id'> {
  options: readonly { value: string; label: string }[]
}

/** A choice among several options. */
export function Select({ name, label, hint, error, value, whole, id = name, options }: SelectProps) {
  const frame = { id, label, hint, error, whole }
  return (
    <Frame {...frame}>
      <select id={id} name={name} {...described(frame)}>
        {options.map((one) => (
          <option value={one.value} selected={one.value === value || undefined}>
            {one.label}
          </option>
        ))}
      </select>
    </Frame>
  )
}

type FrameProps = Pick<FieldProps, 'label' | 'hint' | 'error'> & { id: string; whole: boolean | undefined }

/** What surrounds a control. */
function Frame({ id, label, hint, error, whole, children }: FrameProps & { children: Child }) {
  return (
    <div class={whole ? 'field whole' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error && <FieldError id={`${id}-error`}>{error}</FieldError>}
    </div>
  )
}

interface GroupProps {
  name: string
  legend: string
  hint?: string
  error: string | undefined
  kind: 'choices' | 'pairs'
  children: Child
}

/** Several controls that are one field to the API. */
export function FieldGroup({ name, legend, hint, error, kind, children }: GroupProps) {
  return (
    <fieldset class={kind} id={name} aria-describedby={error ? `${name}-error` : undefined}>
      <legend>{legend}</legend>
      {hint && <p class="hint">{hint}</p>}
      {error && <FieldError id={`${name}-error`}>{error}</FieldError>}
      {children}
    </fieldset>
  )
}

/** What is wrong with a field or a group of fields. */
export function FieldError({ id, children }: { id: string; children: Child }) {
  return (
    <p class="error" id={id}>
      <Icon name="alert" />
      <span>{children}</span>
    </p>
  )
}

/** The attributes that relate a control to its hint and error. */
function described({ id, hint, error }: FrameProps) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return { 'aria-describedby': ids || undefined, 'aria-invalid': error ? ('true' as const) : undefined }
}
