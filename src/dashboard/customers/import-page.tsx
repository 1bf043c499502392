import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { admin } from '../../auth/policy.ts'
import { selectNames } from '../../customers/batch-effects.ts'
import type { OperationEnv } from '../../guard/declaration.ts'
import { operation } from '../../operation.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { count } from '../parts/count.ts'
import { describedBy, Frame } from '../parts/field.tsx'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { Submit } from '../parts/submit.tsx'
import { requireWrite } from '../permissions.ts'
import { type Submission, submissionOf } from '../submission.ts'
import { type Visit, visitOf } from '../visit.ts'
import { type ImportFile, MAX_BYTES, MAX_ROWS, readFile } from './import-file.ts'
import { ImportOutcome, type ShownOutcome } from './import-outcome.tsx'
import { planOf } from './import-plan.ts'
import { ImportPreview } from './import-preview.tsx'
import { rowsOf } from './import-rows.ts'
import type { RowOutcome } from './import-write.ts'

const route = pageRoute({ id: 'showImport', path: '/dashboard/customers/import' })
const LABELS = { file: 'CSV file' }
const FILE_HINT =
  `The first line must contain the headings. At most ${MAX_BYTES / 1024 / 1024} MB and ${count(MAX_ROWS)} rows. ` +
  'Nothing is imported until you confirm.'
const STEPS = ['Choose a file', 'Match and check', 'Outcome']
type Db = OperationEnv['Variables']['db']

/** Chooses a file, checks it, and shows the outcome of each row. Nothing is written before the second step ends. */
export const importPage = operation(admin('customers:read'), route, async (c) => {
  const visit = visitOf(c.req.raw)
  const submission = submissionOf(visit.submission, 'import')
  const { step, file, content } = await stepOf(c.var.db, visit, submission)
  requireWrite(c.var.caller, 'customers')
  return renderStep(c, { submission, step, file, content })
})

interface ShownStep {
  submission: Submission | undefined
  step: number
  file?: ImportFile
  content: Child
}

function renderStep(c: Context, { submission, step, file, content }: ShownStep) {
  return renderPage(
    c,
    { title: 'Import customers', place: 'Customers' },
    <>
      <div class="head">
        <div>
          <BackLink href="/dashboard/customers">Customers</BackLink>
          <h1>Import customers</h1>
          {file && (
            <p class="under">
              {[submission?.values.name, `${count(file.rows.length)} rows`].filter(Boolean).join(', ')}{' '}
              <a href="/dashboard/customers/import">Choose another file</a>
            </p>
          )}
        </div>
      </div>
      <nav aria-label="Steps">
        <ol class="steps">
          {STEPS.map((label, index) => (
            <li aria-current={index === step ? 'step' : undefined}>{label}</li>
          ))}
        </ol>
      </nav>
      <ErrorSummary {...(submission?.summary && { submission })} labels={LABELS} />
      {content}
    </>,
  )
}

/** Shows the outcome of each row without using the database, so without the names of conflicting customers. */
export function renderOutcome(c: Context, submission: Submission, file: ImportFile, outcomes: RowOutcome[]) {
  const content = <ImportOutcome visit={visitOf(c.req.raw)} outcomes={outcomes} submission={submission} />
  return renderStep(c, { submission, step: 2, file, content })
}

/** The current step, with what it shows. */
async function stepOf(db: Db, visit: Visit, submission: Submission | undefined) {
  const file = submission?.values.csv === undefined ? 'None' : readFile(submission.values.csv)
  if (!submission || typeof file === 'string') {
    // An empty batch still checks that the key is active.
    await db.batch([])
    return { step: 0, content: <Choose visit={visit} error={submission?.errors.file} /> }
  }
  const { values, code } = submission
  if (code === 'finished') {
    const outcomes = await named(db, JSON.parse(values.outcomes ?? '[]'), values.existing ?? 'keep')
    return { step: 2, file, content: <ImportOutcome visit={visit} outcomes={outcomes} submission={submission} /> }
  }
  const columns: string[] = JSON.parse(values.columns ?? '[]')
  const rows = await planOf(db, rowsOf(file, columns), values.existing ?? 'keep')
  const content = <ImportPreview visit={visit} file={file} columns={columns} rows={rows} submission={submission} />
  return { step: 1, file, content }
}

/** Names the conflicting customers, and those with the external id of a row that was skipped. */
async function named(db: Db, outcomes: RowOutcome[], existing: string): Promise<ShownOutcome[]> {
  const conflicts = outcomes.filter(({ status, id }) => status === 'rejected' && id !== undefined)
  const ids = new Set(conflicts.flatMap(({ id }) => id ?? []))
  const ownIds = new Set(existing === 'keep' ? conflicts.flatMap(({ ownId }) => ownId ?? []) : [])
  const [others] = await db.batch([selectNames([...ids], [...ownIds])])
  const byId = new Map(others.map((other) => [other.id, other]))
  const byOwnId = new Map(others.map((other) => [other.external_id, other]))
  return outcomes.map((one) => {
    if (!conflicts.includes(one)) return one
    const kept = one.ownId !== undefined && byOwnId.get(one.ownId)
    if (kept) return { ...one, id: kept.id, otherName: kept.name, status: 'kept' }
    return { ...one, otherName: byId.get(one.id ?? '')?.name ?? null }
  })
}

function Choose({ visit, error }: { visit: Visit; error: string | undefined }) {
  const file = { id: 'file', label: LABELS.file, hint: FILE_HINT, error }
  return (
    <Form visit={visit} action="/dashboard/customers/import" class="form" multipart>
      <Frame {...file}>
        <input type="file" name="file" accept=".csv,text/csv" required {...describedBy(file)} />
      </Frame>
      <Submit label="Check the file" cancel="/dashboard/customers" />
    </Form>
  )
}
