import { lazyRoute } from '../operation.ts'

/** All pages with data. Each is an operation, so its guard decides who may see it; none is part of the API. */
export const pages = [
  lazyRoute('get', '/dashboard/overview', async () => (await import('./overview/page.tsx')).overviewPage),
  lazyRoute('get', '/dashboard/customers', async () => (await import('./customers/list.tsx')).listPage),
  lazyRoute('get', '/dashboard/customers/new', async () => (await import('./customers/new.tsx')).newPage),
  lazyRoute('get', '/dashboard/customers/import', async () => (await import('./customers/import-page.tsx')).importPage),
  lazyRoute('get', '/dashboard/customers/export', async () => (await import('./customers/export-page.ts')).exportPage),
  lazyRoute('get', '/dashboard/customers/archive', async () => (await import('./customers/archive-many.tsx')).manyPage),
  lazyRoute(
    'get',
    '/dashboard/customers/{customer_id}',
    async () => (await import('./customers/page.tsx')).customerPage,
  ),
  lazyRoute(
    'get',
    '/dashboard/customers/{customer_id}/clone',
    async () => (await import('./customers/clone-page.tsx')).clonePage,
  ),
  lazyRoute('get', '/dashboard/api-keys', async () => (await import('./api-keys/list.tsx')).listPage),
  lazyRoute('get', '/dashboard/api-keys/new', async () => (await import('./api-keys/new.tsx')).newPage),
  lazyRoute('get', '/dashboard/api-keys/{key_id}', async () => (await import('./api-keys/page.tsx')).keyPage),
  lazyRoute('get', '/dashboard/audit-log', async () => (await import('./audit-log/page.tsx')).auditPage),
  lazyRoute('get', '/dashboard/rules', async () => (await import('./rules/list.tsx')).listPage),
  lazyRoute('get', '/dashboard/rules/new', async () => (await import('./rules/new.tsx')).newPage),
  lazyRoute('get', '/dashboard/rules/{rule_id}', async () => (await import('./rules/page.tsx')).rulePage),
  lazyRoute('get', '/dashboard/instances', async () => (await import('./instances/list.tsx')).listPage),
  lazyRoute('get', '/dashboard/instances/new', async () => (await import('./instances/new.tsx')).newPage),
  lazyRoute(
    'get',
    '/dashboard/instances/{instance_id}',
    async () => (await import('./instances/page.tsx')).instancePage,
  ),
  lazyRoute('get', '/dashboard/subscriptions', async () => (await import('./subscriptions/list.tsx')).listPage),
]
