import { orAbsent } from '../parts/facts.tsx'
import { FieldGroup } from '../parts/field.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { ImportFile } from './import-file.ts'
import { ALL_METADATA, metadataOf } from './import-rows.ts'
import { FIELD_NAMES, FIELDS } from './profile.ts'

/** What to do with the rows of existing customers. */
export const EXISTING = {
  title: 'If the external id exists',
  choices: [
    { value: 'keep', label: 'Skip the row', hint: 'The customer is not changed.' },
    { value: 'update', label: 'Update the customer', hint: 'Only fields with a value in the file change.' },
  ],
} as const

interface ImportChoicesProps {
  file: ImportFile
  columns: readonly string[]
  existing: string
}

/** The field for each column, and what to do with rows of existing customers. */
export function ImportChoices({ file, columns, existing }: ImportChoicesProps) {
  const unused = file.headings.flatMap((heading, index) => (columns[index] ? [] : heading || `column ${index + 1}`))
  return (
    <div class="split" data-wide>
      <Section title="Columns" count={`${columns.filter(Boolean).length} of ${file.headings.length} are used`}>
        <Table
          caption="Columns of the file and their fields"
          columns={[
            { label: 'In the file', wrap: true },
            { label: 'Sample values', drop: 1, wrap: true },
            { label: 'Imported as' },
          ]}
          rows={file.headings.map((heading, index) => ({
            cells: [
              orAbsent(heading),
              <small>{samples(file, index)}</small>,
              choice(heading, index, columns[index] ?? ''),
            ],
          }))}
        />
        {unused.length > 0 && (
          <p class="note">
            <strong>Not imported:</strong> {unused.join(', ')}. To import a column, choose a field for it.
          </p>
        )}
      </Section>
      <div class="stack">
        <Section title={EXISTING.title}>
          {!columns.includes('external_id') && (
            <p class="note">No column is imported as the external id, so this choice has no effect yet.</p>
          )}
          <FieldGroup id="existing" label="If a customer already has the external id of a row" kind="choices" quiet>
            {EXISTING.choices.map(({ value, label, hint }) => (
              <label>
                <input type="radio" name="existing" value={value} checked={value === existing || undefined} />
                <strong>{label}</strong>
                <small>{hint}</small>
              </label>
            ))}
          </FieldGroup>
        </Section>
        <p class="actions">
          <button class="button" type="submit" name="step" value="check">
            Check again
          </button>
          <span class="note">Shows the rows with your new choices.</span>
        </p>
      </div>
    </div>
  )
}

const samples = ({ rows }: ImportFile, index: number) =>
  orAbsent(
    rows
      .map(({ cells }) => (cells[index] ?? '').slice(0, 60))
      .filter(Boolean)
      .slice(0, 2)
      .join(', '),
  )

function choice(heading: string, index: number, chosen: string) {
  const options = [
    { value: '', label: 'Do not import' },
    ...FIELD_NAMES.map((value) => ({ value, label: FIELDS[value] as string })),
    { value: ALL_METADATA, label: 'Metadata as JSON' },
    ...(heading === '' ? [] : [{ value: metadataOf(heading), label: `Metadata: ${heading}` }]),
  ]
  return (
    <select class="input" name="column" aria-label={`Field for ${heading || `column ${index + 1}`}`}>
      {options.map(({ value, label }) => (
        <option value={value} selected={value === chosen || undefined}>
          {label}
        </option>
      ))}
    </select>
  )
}
