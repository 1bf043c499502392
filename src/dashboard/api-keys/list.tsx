import { z } from '@hono/zod-openapi'
import { type ApiKeyRow, present } from '../../api-keys/api-key.ts'
import { keysIn, sorting } from '../../api-keys/queries.ts'
import { admin } from '../../auth/policy.ts'
import { operation } from '../../operation.ts'
import { fetchPage, pagingQuery } from '../../paging/page.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { Absent } from '../parts/facts.tsx'
import { Pager } from '../parts/pager.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { mayWrite } from '../permissions.ts'
import { type Visit, visitOf } from '../visit.ts'
import { type Key, KeyState, KeyTags, keyName, keyText, mayEnd, mayRotate, scopesOf } from './names.tsx'

const route = pageRoute({
  id: 'showApiKeys',
  path: '/dashboard/api-keys',
  query: z.object({ ...pagingQuery, ...sorting }),
})

const COLUMNS: readonly Column[] = [
  { label: 'Name' },
  { label: 'State' },
  { label: 'Scopes', drop: 3, wrap: true },
  { label: 'Last used', drop: 2 },
  { label: 'Actions', drop: 1, number: true, quiet: true },
]

export const listPage = operation(admin('api-keys:read'), route, async (c) => {
  const query = c.req.valid('query')
  const visit = visitOf(c.req.raw)
  const { rows, pagination } = await fetchPage<ApiKeyRow>(c.var, keysIn(query), query)
  const isEditor = mayWrite(c.var.caller, 'api-keys')
  const [shown, other] = visit.session?.mode === 'test' ? ['test', 'Live'] : ['live', 'Test']
  return renderPage(
    c,
    { title: 'API keys', place: 'API keys' },
    <>
      <div class="head">
        <div>
          <h1>API keys</h1>
          <p class="under">
            {`These are the ${shown} keys. To see the ${other.toLowerCase()} keys, switch to ${other}.`}
          </p>
        </div>
        {isEditor && (
          <div class="actions">
            <a class="button" data-kind="main" href="/dashboard/api-keys/new">
              New key
            </a>
          </div>
        )}
      </div>
      <div>
        <Table
          caption="API keys, newest first"
          columns={COLUMNS}
          rows={rows.map((row) => ({ cells: cellsOf(present(row), visit, mayEnd(visit, c.var.caller, present(row))) }))}
          sticky
        />
        <Pager url={visit.url} pagination={pagination} shown={rows.length} />
      </div>
    </>,
  )
})

function cellsOf(key: Key, visit: Visit, isEditor: boolean) {
  const at = `/dashboard/api-keys/${key.id}`
  return [
    <span class="person">
      <span>
        <a class="cover" href={at}>
          {keyName(key)}
        </a>{' '}
        <KeyTags visit={visit} value={key} />
      </span>
      <small>
        <code>{keyText(key)}</code>
      </small>
    </span>,
    <KeyState visit={visit} value={key} />,
    scopesOf(key.scopes),
    key.last_used_at ? <Time at={key.last_used_at} now={visit.now} /> : <Absent />,
    <>
      {isEditor && mayRotate(key) && (
        <a class="button" data-kind="quiet" href={`${at}#rotate`} aria-label={`Rotate ${keyName(key)}`}>
          Rotate
        </a>
      )}{' '}
      {isEditor && (
        <a class="button" data-kind="quiet" href={`${at}#revoke`} aria-label={`Revoke ${keyName(key)}`}>
          Revoke
        </a>
      )}
    </>,
  ]
}
