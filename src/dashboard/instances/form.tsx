import { type Values, valuesFrom } from '../editing/values.ts'
import { Field } from '../parts/field.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { FIELDS, type FieldName } from './fields.ts'

const HINTS: Record<FieldName, string> = {
  agent_name: 'For example, dispatcher.',
  product_tier_name: 'For example, Pro.',
  provider: 'For example, aws.',
  region_id: 'For example, us-east-1.',
  runtime_type: 'For example, container.',
  workload_type: 'For example, voice.',
  preset_id: 'For example, field-service.',
  hostname: 'For example, agent-7.steve.example.',
  ip_address: 'IPv4 or IPv6, for example 203.0.113.7.',
}

interface FieldsProps {
  values: Values
  errors: Readonly<Record<string, string>>
}

/** The fields of an instance, except its status. */
export function InstanceFields({ values, errors }: FieldsProps) {
  return (
    <div class="fields">
      {Object.entries(FIELDS).map(([name, label]) => (
        <Field
          {...{ name, label, value: values[name] ?? '', error: errors[name] }}
          hint={HINTS[name as FieldName]}
          autofocus={name === 'agent_name'}
        />
      ))}
    </div>
  )
}

interface EditFormProps {
  visit: Visit
  at: string
  stored: Values
  etag: string
  submission: Submission | undefined
}

/** Edits an instance in place. Sends the values from when it was opened, so that no change by others is lost. */
export function EditForm({ visit, at, stored, etag, submission }: EditFormProps) {
  const was = submission ? valuesFrom(submission.values.was ?? '') : stored
  const is = submission ? valuesFrom(submission.values.is ?? '') : stored
  return (
    <Form visit={visit} action={at} class="card" once id="edit">
      <input type="hidden" name="etag" value={submission?.values.etag ?? etag} />
      <input type="hidden" name="was" value={JSON.stringify(was)} />
      <h2>Edit instance</h2>
      <ErrorSummary submission={submission} labels={FIELDS} />
      <InstanceFields values={is} errors={submission?.errors ?? {}} />
      <Submit label="Save changes" cancel={at} />
    </Form>
  )
}
