import { lazyAction } from './action.ts'

/** All forms. Each calls the published API; none has a database. */
export const actions = [
  lazyAction('/dashboard/sign-in', async () => (await import('./session/sign-in.tsx')).signIn),
  lazyAction('/dashboard/sign-out', async () => (await import('./session/sign-out.ts')).signOut),
  lazyAction('/dashboard/mode', async () => (await import('./session/mode.ts')).switchMode),
  lazyAction('/dashboard/customers', async () => (await import('./customers/create.ts')).createAction),
  lazyAction('/dashboard/customers/import', async () => (await import('./customers/import-action.ts')).importAction),
  lazyAction(
    '/dashboard/customers/archive',
    async () => (await import('./customers/archive-many-action.ts')).archiveMany,
  ),
  lazyAction('/dashboard/customers/{customer_id}', async () => (await import('./customers/edit.ts')).editAction),
  lazyAction(
    '/dashboard/customers/{customer_id}/archive',
    async () => (await import('./customers/archive.ts')).archive,
  ),
  lazyAction(
    '/dashboard/customers/{customer_id}/clone',
    async () => (await import('./customers/clone-action.ts')).cloneAction,
  ),
  lazyAction(
    '/dashboard/customers/{customer_id}/restore',
    async () => (await import('./customers/archive.ts')).restore,
  ),
  lazyAction('/dashboard/api-keys', async () => (await import('./api-keys/changes.ts')).createAction),
  lazyAction('/dashboard/api-keys/{key_id}/rotate', async () => (await import('./api-keys/changes.ts')).rotateAction),
  lazyAction('/dashboard/api-keys/{key_id}/revoke', async () => (await import('./api-keys/changes.ts')).revokeAction),
  lazyAction('/dashboard/rules', async () => (await import('./rules/changes.ts')).createAction),
  lazyAction('/dashboard/rules/{rule_id}', async () => (await import('./rules/changes.ts')).editAction),
  lazyAction('/dashboard/rules/{rule_id}/delete', async () => (await import('./rules/changes.ts')).deleteAction),
  lazyAction('/dashboard/instances', async () => (await import('./instances/changes.ts')).registerAction),
  lazyAction('/dashboard/instances/{instance_id}', async () => (await import('./instances/changes.ts')).editAction),
  lazyAction(
    '/dashboard/instances/{instance_id}/status',
    async () => (await import('./instances/changes.ts')).statusAction,
  ),
  lazyAction(
    '/dashboard/instances/{instance_id}/delete',
    async () => (await import('./instances/changes.ts')).deleteAction,
  ),
]
