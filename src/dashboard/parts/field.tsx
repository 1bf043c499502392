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
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class={whole ? 'field whole' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        {...control}
        id={id}
        name={name}
        type={type}
        value={value ?? undefined}
        autofocus={autofocus || undefined}
        list={suggestions && `${id}-list`}
        spellcheck={type === 'text' ? undefined : false}
        aria-describedby={describedBy || undefined}
        aria-invalid={error ? 'true' : undefined}
      />
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option value={one.value}>{one.label}</option>
          ))}
        </datalist>
      )}
      <FieldError id={id} error={error} />
    </div>
  )
}

interface SelectProps extends Pick<FieldProps, 'name' | 'label' | 'hint' | 'error' | 'value' | 'whole' | 'id'> {
  options: readonly { value: string; label: string }[]
}

/** A choice among several options. */
export function Select({ name, label, hint, error, value, whole, id = name, options }: SelectProps) {
  const describedBy = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div class={whole ? 'field whole' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <select id={id} name={name} aria-describedby={describedBy || undefined} aria-invalid={error ? 'true' : undefined}>
        {options.map((one) => (
          <option value={one.value} selected={one.value === value || undefined}>
            {one.label}
          </option>
        ))}
      </select>
      <FieldError id={id} error={error} />
    </div>
  )
}

function FieldError({ id, error }: { id: string; error: Child }) {
  if (!error) return null
  return (
    <p class="error" id={`${id}-error`}>
      <Icon name="alert" />
      <span>{error}</span>
    </p>
  )
}
