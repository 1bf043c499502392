import { Badge } from '../parts/badge.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import type { Column } from '../parts/table.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { CustomerLink, Group, Totals } from './import-groups.tsx'
import type { RowOutcome, Stop } from './import-write.ts'
import { Stopped } from './stopped.tsx'

const COLUMNS: readonly Column[] = [
  { label: 'Row', number: true },
  { label: 'Customer', wrap: true },
  { label: 'External id', drop: 2 },
  { label: 'Outcome', wrap: true },
]

const CONTINUE = 'Import the rest'
const IMPORT_AGAIN = 'Make sure that these customers are not in the list yet, then import that file.'

/** An outcome, and the name of the customer that uses the email or external id. `kept`: the row was skipped. */
export type ShownOutcome = Omit<RowOutcome, 'status'> & {
  status: RowOutcome['status'] | 'kept'
  otherName?: string | null
}

interface ImportOutcomeProps {
  visit: Visit
  outcomes: readonly ShownOutcome[]
  submission: Submission
}

/** The outcome of each row, why the import stopped if it did, and the rejected rows as a file. */
export function ImportOutcome({ visit, outcomes, submission: { values, failure } }: ImportOutcomeProps) {
  const having = (status: ShownOutcome['status']) => outcomes.filter((one) => one.status === status)
  const [created, updated, kept, rejected] = [having('created'), having('updated'), having('kept'), having('rejected')]
  const [unknown, untried] = [having('unknown'), having('untried')]
  const columns: string[] = JSON.parse(values.columns ?? '[]')
  const stop = failure.stop as Stop | undefined
  const canContinue = stop !== undefined && stop.remedy !== 'none'
  // There is one way to import the rest: a file that had it too would import it twice.
  const left = canContinue ? rejected : [...rejected, ...untried]
  const download = left.length > rejected.length ? 'Download the rows not imported' : 'Download the rejected rows'
  const group = (title: string, some: readonly ShownOutcome[]) => (
    <Group
      title={title}
      columns={COLUMNS}
      rows={some.map((one) => ({ fault: one.status === 'rejected', cells: cellsOf(one) }))}
    />
  )
  return (
    <>
      {stop && (
        <Stopped
          page={visit.url}
          title={`The import stopped at row ${stop.line}`}
          reason={stop.reason}
          remedy={stop.remedy}
          button={canContinue ? CONTINUE : download}
          promise={canContinue ? 'No row is imported twice.' : IMPORT_AGAIN}
        />
      )}
      <Totals
        totals={[
          { label: 'Created', value: created.length },
          { label: 'Updated', value: updated.length },
          ...(kept.length > 0 ? [{ label: 'Skipped', value: kept.length }] : []),
          ...(unknown.length > 0 ? [{ label: 'Possibly imported', value: unknown.length }] : []),
          ...(untried.length > 0 ? [{ label: 'Not attempted', value: untried.length }] : []),
          { label: 'Rejected', value: rejected.length },
        ]}
      />
      <Form visit={visit} action="/dashboard/customers/import" multipart>
        {['csv', 'name', 'guess', 'existing', 'idempotency_key'].map((name) => (
          <input type="hidden" name={name} value={values[name]} />
        ))}
        {columns.map((column) => (
          <input type="hidden" name="column" value={column} />
        ))}
        <input type="hidden" name="reasons" value={JSON.stringify(left.map(({ line, error }) => [line, error]))} />
        <Submit
          label={canContinue && CONTINUE}
          name="step"
          value="import"
          cancel="/dashboard/customers"
          cancelLabel="Back to customers"
          note={
            rejected.length > 0 &&
            'Correct the rows in the downloaded file, then import it. The last column contains the reasons.'
          }
        >
          {left.length > 0 && (
            <button
              class="button"
              type="submit"
              name="step"
              value="rejected"
              data-kind={canContinue ? undefined : 'main'}
            >
              {download}
            </button>
          )}
        </Submit>
      </Form>
      {group('Possibly imported', unknown)}
      {group('Rejected', rejected)}
      {group('Not attempted', untried)}
      {group('Updated', updated)}
      {group('Created', created)}
      {group('Skipped', kept)}
    </>
  )
}

function cellsOf({ line, name, ownId, id, status, error, otherName = null }: ShownOutcome) {
  const other = id !== undefined && <CustomerLink id={id} name={otherName} />
  const isWritten = status === 'created' || status === 'updated'
  const outcome = {
    created: <Badge tone="green">Created</Badge>,
    updated: <Badge tone="amber">Updated</Badge>,
    kept: <Badge tone="grey">{other || name} has this external id</Badge>,
    unknown: <Badge tone="amber">{error}</Badge>,
    untried: <Badge tone="grey">{error}</Badge>,
    rejected: (
      <Badge tone="red">
        {error}
        {other && <>: {other}</>}
      </Badge>
    ),
  }
  return [
    line,
    isWritten && id !== undefined ? <CustomerLink id={id} name={name || null} /> : orAbsent(name),
    orAbsent(ownId),
    outcome[status],
  ]
}
