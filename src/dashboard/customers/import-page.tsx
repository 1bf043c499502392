import { admin } from '../../auth/policy.ts'
import { selectConflicts } from '../../customers/batch-statements.ts'
import { conflictCode } from '../../customers/queries.ts'
import { operation } from '../../operation.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { ErrorSummary, Form } from '../parts/form.tsx'
import { submissionOf } from '../submission.ts'
import { type Visit, visitOf } from '../visit.ts'
import { BackLink } from './head.tsx'
import { reasonOf } from './import-action.ts'
import { MAX_ROWS, readFile, rowsOf } from './import-file.ts'
import { ImportOutcome } from './import-outcome.tsx'
import { ImportPreview } from './import-preview.tsx'

const route = pageRoute({ id: 'showImport', path: '/dashboard/customers/import' })
const STEPS = ['Choose a file', 'Match and check', 'Outcome']

/** Chooses a file, checks it, and shows what became of its rows. Nothing is written before the second step ends. */
export const importPage = operation(admin('customers:read'), route, async (c) => {
  const visit = visitOf(c.req.raw)
  const submission = submissionOf(visit.submission, 'import')
  const { csv, name = '' } = submission?.values ?? {}
  const file = csv === undefined ? undefined : readFile(csv)
  const columns = JSON.parse(submission?.values.columns ?? '[]') as string[]
  const rows = file ? rowsOf(file, columns) : []
  const isPreview = file !== undefined && submission?.code === 'chosen'
  const wanted = isPreview ? rows.filter(({ errors }) => errors.length === 0) : []
  const keys = wanted.map(({ line, input: { email, external_id } }) => ({ index: line, email, external_id }))
  const [conflicts] = await c.var.db.batch([selectConflicts(JSON.stringify(keys))])
  // Until a batch can change customers, one that exists makes its row faulty.
  for (const conflict of conflicts) rows[conflict.index - 2]?.errors.push(reasonOf(conflictCode(conflict)))
  const step = submission?.code === 'finished' ? 2 : isPreview ? 1 : 0
  const status = (submission?.status ?? 200) as 200
  return renderPage(
    c,
    { title: 'Import customers', place: 'Customers', status },
    <>
      <div class="head">
        <div>
          <BackLink href="/dashboard/customers">Customers</BackLink>
          <h1>Import customers</h1>
          {file && (
            <p class="under">
              {name}, {file.rows.length} rows <a href="/dashboard/customers/import">Choose another file</a>
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
      <ErrorSummary
        submission={submission && Object.keys(submission.errors).length > 0 ? submission : undefined}
        labels={{ file: 'File', columns: 'Columns' }}
      />
      {step === 0 && <Choose visit={visit} />}
      {file && submission && step === 1 && (
        <ImportPreview visit={visit} file={file} columns={columns} rows={rows} submission={submission} />
      )}
      {submission && step === 2 && <ImportOutcome visit={visit} submission={submission} />}
    </>,
  )
})

function Choose({ visit }: { visit: Visit }) {
  return (
    <Form visit={visit} action="/dashboard/customers/import" class="form" multipart>
      <div class="field">
        <label for="file">CSV file</label>
        <p class="hint" id="file-hint">
          The first line has the headings. At most 1 MB and {MAX_ROWS} rows. Nothing is written yet.
        </p>
        <input type="file" id="file" name="file" accept=".csv,text/csv" required aria-describedby="file-hint" />
      </div>
      <div class="submit">
        <button class="button" type="submit" data-kind="main">
          Check the file
        </button>
        <a class="button" href="/dashboard/customers">
          Cancel
        </a>
      </div>
    </Form>
  )
}
