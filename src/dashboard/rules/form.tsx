import type { z } from '@hono/zod-openapi'
import type { Rule } from '../../rules/rule.ts'
import { Field } from '../parts/field.tsx'
import { ErrorSummary } from '../parts/form.tsx'
import type { Submission } from '../submission.ts'

const LABELS = {
  ...{ name: 'Name', rule_key: 'Key', description: 'Description', trigger_event: 'Event', priority: 'Priority' },
  ...{ cooldown_seconds: 'Cooldown in seconds', conditions: 'Conditions', actions: 'Actions', is_active: 'Active' },
  customer_id: 'Customer’s id',
}
type Name = keyof typeof LABELS

/** What the form shows of a stored rule. */
export function valuesOf(rule: z.infer<typeof Rule>): Record<string, string> {
  return {
    ...{ name: rule.name, rule_key: rule.rule_key ?? '', description: rule.description ?? '' },
    ...{ trigger_event: rule.trigger_event, priority: String(rule.priority), is_active: String(rule.is_active) },
    cooldown_seconds: String(rule.cooldown_seconds),
    conditions: JSON.stringify(rule.conditions, null, 2),
    actions: JSON.stringify(rule.actions, null, 2),
  }
}

export const INITIAL = {
  ...{ conditions: '[]', actions: '[{ "type": "notify" }]', is_active: 'true', priority: '0', cooldown_seconds: '300' },
}

interface Props {
  values: Readonly<Record<string, string>>
  submission: Submission | undefined
  /** Whether the customer can be chosen, which only a new rule allows. */
  isNew: boolean
}

export function RuleFields({ values, submission, isNew }: Props) {
  const errors = submission?.errors ?? {}
  const same = (name: Name, hint: string) => ({
    ...{ name, hint, label: LABELS[name], value: values[name] ?? '', error: errors[name] },
  })
  return (
    <>
      <ErrorSummary {...(submission && { submission })} labels={LABELS} />
      {isNew && <Field {...same('customer_id', 'Empty: a default for all customers.')} />}
      <Field {...same('name', 'What the rule does.')} />
      <Field {...same('trigger_event', 'Such as call.missed.')} />
      <Field {...same('rule_key', 'A customer’s rule overrides the default with the same key.')} />
      <Field {...same('description', 'For your colleagues.')} />
      <Field {...same('priority', 'Higher values come first.')} />
      <Field {...same('cooldown_seconds', 'The least time between two runs.')} />
      <Json {...same('conditions', 'A JSON list. All must hold; none means that the event is enough.')} />
      <Json {...same('actions', 'A JSON list. At least one, performed in this order.')} />
      <label class="check">
        <input type="checkbox" name="is_active" value="true" checked={values.is_active === 'true' || undefined} />{' '}
        Active
      </label>
    </>
  )
}

function Json({
  name,
  label,
  hint,
  value,
  error,
}: {
  name: string
  label: string
  hint: string
  value: string
  error?: string | undefined
}) {
  return (
    <div class="field whole">
      <label for={name}>{label}</label>
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
      <textarea
        id={name}
        name={name}
        rows={6}
        spellcheck={false}
        aria-describedby={error ? `${name}-hint ${name}-error` : `${name}-hint`}
        aria-invalid={error ? 'true' : undefined}
      >
        {value}
      </textarea>
      {error && (
        <p class="error" id={`${name}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}
