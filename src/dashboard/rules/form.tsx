import type { Child } from 'hono/jsx'
import { describedBy, Field, Frame } from '../parts/field.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import { ValueBox } from '../parts/value-box.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { ActionCards } from './action-cards.tsx'
import { ConditionRows } from './condition-rows.tsx'
import { type Draft, NEW_DRAFT } from './draft.ts'
import { type RowProps, rowIdOf } from './rows.ts'
import { FIELDS } from './version.ts'

export const INITIAL = {
  ...{ is_active: 'true', priority: '0', cooldown_seconds: '300', draft: JSON.stringify(NEW_DRAFT) },
}

interface Props {
  visit: Visit
  /** The address that the form is sent to. */
  at: string
  values: Readonly<Record<string, string>>
  submission: Submission | undefined
  /** Whether the key of the session may change rules. */
  isEditor: boolean
  /** Of the button that saves the rule. */
  label: string
  /** The address that leaves the form. */
  cancel: string
  /** Further fields, such as hidden ones. */
  children?: Child
}

export function RuleForm({ visit, at, values, submission, isEditor, label, cancel, children }: Props) {
  const errors = submission?.errors ?? {}
  const { conditions, actions } = JSON.parse(values.draft ?? '{}') as Draft
  const rows: RowProps = { at, errors }
  const same = (name: keyof typeof FIELDS, hint: string) => ({
    ...{ name, hint, label: FIELDS[name], value: values[name] ?? '', error: errors[name] },
  })
  const description = { ...same('description', 'For your colleagues.'), id: 'description' }
  const content = (
    <>
      {/* Enter presses the first button of a form, which must not remove a row. */}
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: the tabindex keeps the focus away */}
      {isEditor && <button class="spoken" type="submit" tabindex={-1} aria-hidden="true" />}
      {submission && submission.status !== 200 && <Summary submission={submission} draft={{ conditions, actions }} />}
      <fieldset class="form" disabled={!isEditor || undefined}>
        {children}
        <div class="fields" data-wide>
          <Field {...same('name', 'What the rule does.')} maxlength={200} />
          <Field {...same('trigger_event', 'For example, call.missed.')} maxlength={100} />
          <Field {...same('rule_key', 'Links a customer’s rule to the default it overrides.')} maxlength={100} />
          <Field {...same('priority', 'Higher values come first.')} />
          <Field {...same('cooldown_seconds', 'Minimum time between two runs.')} />
          <Frame {...description}>
            <ValueBox name="description" text={values.description ?? ''} {...describedBy(description)} />
          </Frame>
        </div>
        <ConditionRows conditions={conditions} {...rows} />
        <ActionCards actions={actions} {...rows} />
        <div class="choices">
          <label>
            <input type="checkbox" name="is_active" value="true" checked={values.is_active === 'true' || undefined} />
            <strong>Active</strong>
            <small>
              An inactive rule of a customer still overrides the default with the same key, and so suppresses it.
            </small>
          </label>
        </div>
        {isEditor && <Submit label={label} cancel={cancel} />}
      </fieldset>
    </>
  )
  if (!isEditor) return <div class="form">{content}</div>
  return (
    <Form visit={visit} action={at} class="form" once id="form">
      {content}
    </Form>
  )
}

function Summary({ submission, draft }: { submission: Submission; draft: Draft }) {
  const rows = [
    ...draft.conditions.map((_, index) => [rowIdOf('condition', index + 1), `Condition ${index + 1}`] as const),
    ...draft.actions.map((_, index) => [rowIdOf('action', index + 1), `Action ${index + 1}`] as const),
  ]
  return <ErrorSummary submission={submission} labels={{ ...FIELDS, ...Object.fromEntries(rows) }} />
}
