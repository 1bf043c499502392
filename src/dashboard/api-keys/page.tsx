import { type ApiKeyRow, keyPath, present } from '../../api-keys/api-key.ts'
import { isLastManager, KEY_COLUMNS } from '../../api-keys/queries.ts'
import { admin, mayRead } from '../../auth/policy.ts'
import { sql } from '../../db/sql.ts'
import { notFound } from '../../errors/api-error.ts'
import { operation } from '../../operation.ts'
import { renderPage } from '../frame/page.tsx'
import { pageRoute } from '../page-route.ts'
import { BackLink } from '../parts/back-link.tsx'
import { OpenDialog } from '../parts/dialog.tsx'
import { Absent, Facts } from '../parts/facts.tsx'
import { Id } from '../parts/id.tsx'
import { Time } from '../parts/time.tsx'
import { visitOf } from '../visit.ts'
import { RevokeDialog, RotateDialog } from './ending.tsx'
import { KeyState, KeyTags, keyName, keyText, mayEnd, mayRotate, scopesOf } from './names.tsx'

const route = pageRoute({ id: 'showApiKey', path: '/dashboard/api-keys/{key_id}', params: keyPath })

export const keyPage = operation(
  admin('api-keys:read'),
  route,
  async (c) => {
    const { key_id } = c.req.valid('param')
    const visit = visitOf(c.req.raw)
    const [[row]] = await c.var.db.batch([
      sql<ApiKeyRow & { is_last: boolean }>`
        select ${KEY_COLUMNS}, ${isLastManager(key_id)} as is_last from api_keys where id = ${key_id}::uuid`,
    ])
    if (!row) throw notFound('API key')
    const key = present(row)
    const isEditor = mayEnd(visit, c.var.caller, key)
    const customerPage = mayRead(c.var.caller, 'customers') && { href: `/dashboard/customers/${key.customer_id}` }
    const time = (at: string | null, otherwise?: string) =>
      at ? <Time at={at} now={visit.now} /> : (otherwise ?? <Absent />)
    return renderPage(
      c,
      { title: keyName(key), place: 'API keys' },
      <>
        <div class="head">
          <div>
            <BackLink href="/dashboard/api-keys">API keys</BackLink>
            <h1>{keyName(key)}</h1>
            <p class="under">
              <code>{keyText(key)}</code> <KeyTags visit={visit} value={key} />
            </p>
          </div>
          {isEditor && (
            <div class="actions">
              {mayRotate(key) && <OpenDialog id="rotate">Rotate…</OpenDialog>}
              <OpenDialog id="revoke" kind="danger">
                Revoke…
              </OpenDialog>
            </div>
          )}
        </div>
        <Facts
          items={[
            ['State', <KeyState visit={visit} value={key} />],
            ['Role', key.role === 'admin' ? 'Admin, for all customers' : 'Customer, reads one customer'],
            key.customer_id !== null && [
              'Customer',
              <Id value={key.customer_id} label="the customer id" {...customerPage} />,
            ],
            ['Scopes', scopesOf(key.scopes)],
            ['Rate limit', key.rate_limit],
            ['Last used', time(key.last_used_at, 'never')],
            ['Expires', time(key.expires_at, 'never')],
            key.revoked_at !== null && ['Revoked', time(key.revoked_at)],
            key.replaced_by !== null && [
              'Replaced by',
              <Id
                value={key.replaced_by}
                label="the id of the new key"
                href={`/dashboard/api-keys/${key.replaced_by}`}
              />,
            ],
            ['Created', time(key.created_at)],
            ['Id', <Id value={key.id} label="the key id" />],
          ]}
        />
        {isEditor && mayRotate(key) && <RotateDialog visit={visit} value={key} />}
        {isEditor && <RevokeDialog visit={visit} value={key} isLast={row.is_last} />}
      </>,
    )
  },
  { errors: ['not_found'] },
)
