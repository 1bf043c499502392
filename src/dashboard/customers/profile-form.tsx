import { valuesFrom } from '../editing/values.ts'
import { Field, FieldGroup } from '../parts/field.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import { ValueBox } from '../parts/value-box.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'
import { FIELDS, LABELS, type Profile } from './profile.ts'
import { countries, currencyCodes, localeExamples, timeZones } from './suggestions.ts'

interface ProfileFormProps {
  visit: Visit
  data: CustomerData
  submission: Submission | undefined
}

/** Edits the profile in place. Sends the values from when it was opened, so that no change by others is lost. */
export function ProfileForm({ visit, data, submission }: ProfileFormProps) {
  const { customer, etag, profile } = data
  const at = `/dashboard/customers/${customer.id}`
  const isArchived = customer.archived_at !== null
  const was = submission ? valuesFrom(submission.values.was ?? '') : profile
  const is = submission ? valuesFrom(submission.values.is ?? '') : profile
  return (
    <Form visit={visit} action={at} class="card" once id="edit">
      <input type="hidden" name="etag" value={submission?.values.etag ?? etag} />
      <input type="hidden" name="was" value={JSON.stringify(was)} />
      <h2>Edit profile</h2>
      <ErrorSummary submission={isArchived ? archived(submission) : submission} labels={LABELS} />
      <ProfileFields profile={is} errors={submission?.errors ?? {}} />
      <MetadataFields profile={is} error={submission?.errors.metadata} />
      {isArchived ? (
        <Submit label="Restore and save" name="restore" value="true" cancel={at} />
      ) : (
        <Submit label="Save changes" cancel={at} />
      )}
    </Form>
  )
}

/** Says that the customer was archived, unless restoring it is what failed. */
function archived(submission: Submission | undefined): Submission | undefined {
  if (submission?.code !== 'not_found') return submission
  return { ...submission, summary: 'The customer was archived while you were editing it. Your changes were not saved.' }
}

interface ProfileFieldsProps {
  profile: Profile
  errors: Readonly<Record<string, string>>
  /** A clone needs a name, and gets its external id later. Its fields are below the rules, so none gets the focus. */
  isClone?: boolean
}

/** The fields of a profile, except the metadata. Codes have no maximum length: “Germany” must not become “Ge”. */
export function ProfileFields({ profile, errors, isClone = false }: ProfileFieldsProps) {
  const same = (name: keyof typeof FIELDS) => ({ name, label: FIELDS[name], value: profile[name], error: errors[name] })
  return (
    <div class="fields">
      <Field {...same('company_name')} maxlength={200} required={isClone} autofocus={!isClone} />
      <Field {...same('email')} maxlength={254} />
      <Field {...same('industry')} hint="For example, plumbing." maxlength={100} />
      {!isClone && <Field {...same('external_id')} hint="Your own id, for example crm-4711." maxlength={255} />}
      <Field {...same('country_code')} hint="Two letters, for example US." suggestions={countries()} />
      <Field {...same('currency')} hint="Three letters, for example USD." suggestions={currencyCodes()} />
      <Field {...same('locale')} hint="A language tag, for example en-US." suggestions={localeExamples()} />
      <Field {...same('timezone')} hint="For example, America/New_York." suggestions={timeZones()} />
    </div>
  )
}

/** How many empty rows there are for new entries. */
const EMPTY_ROWS = 2

/** Pairs of key and value. An entry without a value is removed. */
export function MetadataFields({ profile, error }: { profile: Profile; error: string | undefined }) {
  const entries = Object.entries(profile).filter(([name]) => name.startsWith('metadata.'))
  const rows = [
    ...entries.map(([name, value]) => [name.slice('metadata.'.length), value] as const),
    ...Array.from({ length: EMPTY_ROWS }, () => ['', ''] as const),
  ]
  return (
    <FieldGroup
      id="metadata"
      label="Metadata"
      hint="Your own data. To remove an entry, clear its value."
      error={error}
      kind="pairs"
    >
      {rows.map(([key, value], index) => (
        <div class="pair">
          <input type="hidden" name="metadata_was" value={JSON.stringify({ key })} />
          <input
            class="input"
            name="metadata_key"
            placeholder="key"
            value={key}
            maxlength={40}
            aria-label={`Key of entry ${index + 1}`}
          />
          {/[\r\n]/.test(value) ? (
            <ValueBox name="metadata_value" text={value} label={`Value of entry ${index + 1}`} />
          ) : (
            <input
              class="input"
              name="metadata_value"
              placeholder="value"
              value={value}
              maxlength={500}
              aria-label={`Value of entry ${index + 1}`}
            />
          )}
        </div>
      ))}
    </FieldGroup>
  )
}
