import { Badge } from '../parts/badge.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import type { RowOutcome } from './import-action.ts'

/** What became of each row, and the rows that were not imported as a file. */
export function ImportOutcome({ visit, submission: { values } }: { visit: Visit; submission: Submission }) {
  const outcomes = JSON.parse(values.outcomes ?? '[]') as RowOutcome[]
  const reasons = outcomes.flatMap(({ line, error }) => (error === undefined ? [] : [[line, error] as const]))
  const created = outcomes.length - reasons.length
  return (
    <>
      <Section title="Outcome" count={`${created} created, ${reasons.length} not imported`}>
        <Table
          caption="What became of each row"
          columns={[{ label: 'Row', number: true }, { label: 'Customer' }, { label: 'Outcome', wrap: true }]}
          rows={outcomes.map(({ line, name, id, error }) => ({
            fault: error !== undefined,
            cells: [
              line,
              id ? <a href={`/dashboard/customers/${id}`}>{name || id}</a> : orAbsent(name),
              error === undefined ? <Badge tone="green">Created</Badge> : <Badge tone="red">{error}</Badge>,
            ],
          }))}
        />
      </Section>
      <Form visit={visit} action="/dashboard/customers/import" class="submit" multipart>
        <input type="hidden" name="csv" value={values.csv} />
        <input type="hidden" name="reasons" value={JSON.stringify(reasons)} />
        {reasons.length > 0 && (
          <button class="button" type="submit" name="step" value="faulty">
            Download the invalid rows
          </button>
        )}
        <a class="button" href="/dashboard/customers">
          Back to customers
        </a>
      </Form>
    </>
  )
}
