import { Badge } from '../parts/badge.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { type ImportFile, type ImportRow, metadataOf } from './import-file.ts'
import { FIELD_NAMES, FIELDS } from './profile.ts'

/** How many rows are shown. */
const SHOWN = 20

interface ImportPreviewProps {
  visit: Visit
  file: ImportFile
  columns: readonly string[]
  rows: readonly ImportRow[]
  submission: Submission
}

/** The columns with what they become, the totals, and the first rows with what will happen to each. */
export function ImportPreview({ visit, file, columns, rows, submission: { values } }: ImportPreviewProps) {
  const valid = rows.filter(({ errors }) => errors.length === 0).length
  const totals = [
    { label: 'To create', value: valid },
    { label: 'To change', value: 0 },
    { label: 'Faulty', value: rows.length - valid },
  ]
  return (
    <Form visit={visit} action="/dashboard/customers/import" class="form" once multipart>
      <input type="hidden" name="csv" value={values.csv} />
      <input type="hidden" name="name" value={values.name} />
      <section class="stats" aria-label="Totals">
        {totals.map(({ label, value }) => (
          <div class="stat">
            <span class="label">{label}</span> <span class="value">{value}</span>
          </div>
        ))}
      </section>
      <Section title="Columns" count={`${columns.filter(Boolean).length} of ${file.headings.length} are used`}>
        <Table
          caption="Columns of the file and the fields that they become"
          columns={[{ label: 'In the file' }, { label: 'Sample values', drop: 1, wrap: true }, { label: 'Becomes' }]}
          rows={file.headings.map((heading, index) => ({
            cells: [heading, <small>{samples(file, index)}</small>, choice(heading, columns[index] ?? '')],
          }))}
        />
      </Section>
      <Section title="First rows" count={`${Math.min(SHOWN, rows.length)} of ${rows.length}`}>
        <Table
          caption="Preview of the first rows with what will happen to each"
          columns={[
            { label: 'Row', number: true },
            { label: 'Name' },
            { label: 'Email', drop: 2 },
            { label: 'Own id', drop: 3 },
            { label: 'Outcome', wrap: true },
          ]}
          rows={rows.slice(0, SHOWN).map(({ line, input, errors }) => ({
            fault: errors.length > 0,
            cells: [
              line,
              ...[input.company_name, input.email, input.external_id].map((one) => orAbsent(one as string)),
              errors.length > 0 ? <Badge tone="red">{errors.join('; ')}</Badge> : <Badge tone="green">Create</Badge>,
            ],
          }))}
        />
      </Section>
      <div class="submit">
        {valid > 0 && (
          <button class="button" type="submit" name="step" value="import" data-kind="main">
            Import {valid === 1 ? '1 customer' : `${valid} customers`}
          </button>
        )}
        <button class="button" type="submit" name="step" value="check">
          Check again
        </button>
        <a class="button" href="/dashboard/customers">
          Cancel
        </a>
        <p class="note">Nothing has been written yet. Faulty rows are left out; you can download them afterwards.</p>
      </div>
    </Form>
  )
}

const samples = ({ rows }: ImportFile, index: number) =>
  orAbsent(
    rows
      .map((cells) => (cells[index] ?? '').slice(0, 60))
      .filter(Boolean)
      .slice(0, 2)
      .join(', '),
  )

function choice(heading: string, chosen: string) {
  const options = [
    { value: '', label: 'Left out' },
    ...FIELD_NAMES.map((value) => ({ value, label: FIELDS[value] as string })),
    ...(heading === '' ? [] : [{ value: metadataOf(heading), label: `Metadata: ${heading}` }]),
  ]
  return (
    <select class="input" name="column" aria-label={`${heading} becomes`}>
      {options.map(({ value, label }) => (
        <option value={value} selected={value === chosen || undefined}>
          {label}
        </option>
      ))}
    </select>
  )
}
