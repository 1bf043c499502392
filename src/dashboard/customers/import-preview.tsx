import { Badge } from '../parts/badge.tsx'
import { Banner } from '../parts/banner.tsx'
import { Absent, orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import type { Column } from '../parts/table.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { ImportChoices } from './import-choices.tsx'
import type { ImportFile } from './import-file.ts'
import { CustomerLink, Group, Totals } from './import-groups.tsx'
import type { PlannedRow } from './import-plan.ts'
import { labelOf } from './profile.ts'

const COLUMNS: readonly Column[] = [
  { label: 'Row', number: true },
  { label: 'Name', wrap: true },
  { label: 'Email', drop: 2 },
  { label: 'External id', drop: 3 },
  { label: 'What will happen', wrap: true },
]

interface ImportPreviewProps {
  visit: Visit
  file: ImportFile
  columns: readonly string[]
  rows: readonly PlannedRow[]
  submission: Submission
}

/** The columns with their fields, the totals, and what will happen to each row. */
export function ImportPreview({ visit, file, columns, rows, submission: { values } }: ImportPreviewProps) {
  const planned = (plan: PlannedRow['plan']) => rows.filter((row) => row.plan === plan)
  const [create, update, keep, invalid] = [planned('create'), planned('update'), planned('keep'), planned('invalid')]
  const same = update.filter(({ match }) => match?.changed === 0).length
  const written = create.length + update.length
  const group = (title: string, some: readonly PlannedRow[]) => (
    <Group
      title={title}
      columns={COLUMNS}
      rows={some.map((row) => ({ fault: row.plan === 'invalid', cells: cellsOf(row) }))}
    />
  )
  return (
    <Form visit={visit} action="/dashboard/customers/import" class="form" once multipart>
      {['csv', 'name', 'guess', 'choices'].map((name) => (
        <input type="hidden" name={name} value={values[name]} />
      ))}
      {values.guess !== '' && (
        <Banner tone="amber">
          The file is not in UTF-8, so it was read as {values.guess}. Check accented letters before you import it.
        </Banner>
      )}
      <Totals
        totals={[
          { label: 'To create', value: create.length },
          { label: 'To update', value: update.length, note: same > 0 && `${same} unchanged` },
          ...(keep.length > 0 ? [{ label: 'To skip', value: keep.length }] : []),
          { label: 'Invalid', value: invalid.length, note: invalid.length > 0 && 'not imported' },
        ]}
      />
      <ImportChoices file={file} columns={columns} existing={values.existing ?? 'keep'} />
      {group('Invalid rows', invalid)}
      {group('Rows that update a customer', update)}
      {group('Rows that create a customer', create)}
      {group('Rows that are skipped', keep)}
      <Submit
        label={written > 0 && (written === 1 ? 'Import 1 customer' : `Import ${written} customers`)}
        name="step"
        value="import"
        cancel="/dashboard/customers"
        note="Nothing is imported until you confirm. After the import, you can download the rejected rows."
      />
    </Form>
  )
}

function cellsOf(row: PlannedRow) {
  const { line, profile } = row
  return [line, ...[profile.company_name, profile.email, profile.external_id].map(orAbsent), <Plan row={row} />]
}

function Plan({ row: { plan, errors, customer, match, profile } }: { row: PlannedRow }) {
  const link = customer && <CustomerLink {...customer} />
  if (plan === 'create') return <Badge tone="green">Create</Badge>
  if (plan === 'keep') return <Badge tone="grey">Skip: {link} has this external id</Badge>
  if (plan === 'invalid') {
    return (
      <Badge tone="red">
        {errors.join('; ')}
        {link && <>: {link}</>}
      </Badge>
    )
  }
  const { changed = 0, differences = [] } = match ?? {}
  return (
    <>
      <Badge tone="amber">Update {link}</Badge>
      <small class="line">
        {changed === 0 && 'No change'}
        {differences.map(([field, stored], index) => (
          <>
            {index > 0 && '; '}
            {labelOf(field)}: {stored === null ? <Absent /> : <del>{stored}</del>} → {profile[field] || <Absent />}
          </>
        ))}
        {changed > differences.length && `; and ${changed - differences.length} more`}
      </small>
    </>
  )
}
