import type { Action, ActionRequest } from '../action.ts'
import { rejected } from '../rejected.ts'
import { LABELS } from './new.tsx'
import { showSecret } from './secret.tsx'

export const createAction: Action<'/dashboard/api-keys'> = {
  path: '/dashboard/api-keys',
  page: () => '/dashboard/api-keys/new',
  typed(form) {
    const text = (name: string) => form.getAll(name).map(String).join(', ')
    return Object.entries(LABELS).map(([name, label]) => [label, text(name)])
  },
  async run({ c, form, text, call, show }) {
    const scopes = form.getAll('scopes').map(String)
    const [name, role, customer, day] = [text('name'), text('role'), text('customer_id'), text('expires_at')]
    const values = { name, role, customer_id: customer, scopes: scopes.join(), expires_at: day }
    const body = {
      ...{ name: name || null, role: role || 'admin', customer_id: customer || null, scopes },
      expires_at: day === '' ? null : `${day}T23:59:59Z`,
    }
    const result = await call('POST', '/v1/api-keys', { body })
    if (!result.ok) return show('/dashboard/api-keys/new', rejected('new-key', result, values))
    return showSecret(c, result.body, 'was created')
  },
}

export const rotateAction: Action<'/dashboard/api-keys/{key_id}/rotate'> = {
  path: '/dashboard/api-keys/{key_id}/rotate',
  page: (param) => `/dashboard/api-keys/${param('key_id')}`,
  async run(request) {
    const { c, text, call, show } = request
    const id = idOf(request)
    const grace_seconds = Number(text('grace_seconds') || Number.NaN)
    const result = await call('POST', `/v1/api-keys/${id}/rotate`, { body: { grace_seconds } })
    if (result.ok) return showSecret(c, result.body, 'was rotated')
    return show(`/dashboard/api-keys/${id}`, rejected('rotate', result, { grace_seconds: text('grace_seconds') }))
  },
}

export const revokeAction: Action<'/dashboard/api-keys/{key_id}/revoke'> = {
  path: '/dashboard/api-keys/{key_id}/revoke',
  page: (param) => `/dashboard/api-keys/${param('key_id')}`,
  async run(request) {
    const { text, call, show, done } = request
    const id = idOf(request)
    const force = text('force') === 'true' ? '?force=true' : ''
    const result = await call('DELETE', `/v1/api-keys/${id}${force}`)
    if (result.ok) return done('/dashboard/api-keys', 'The key was revoked.')
    return show(`/dashboard/api-keys/${id}`, rejected('revoke', result))
  },
}

const idOf = ({ c }: ActionRequest) => encodeURIComponent(c.req.param('key_id') ?? '')
