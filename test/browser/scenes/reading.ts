import { brokenOrigin } from '../setup/browser.ts'
import { after, customer, first, type Scenes } from './scene.ts'

const INSTANCES = '/dashboard/instances?status=running'

/** Pages of the demo tenant, none of which changes anything. */
export const readingScenes: Scenes = {
  overview: '/dashboard/overview',
  'overview-month': '/dashboard/overview?days=30',
  customers: '/dashboard/customers',
  'customers-filtered': '/dashboard/customers?subscription_status=active&sort_by=company_name&sort_dir=asc',
  'customers-failed': '/dashboard/customers?failed_instances=true',
  'customers-archived': '/dashboard/customers?archived=only',
  'customers-search': '/dashboard/customers?search=plumb',
  'customers-nothing': '/dashboard/customers?search=zzzzzz',
  'customers-selected': after('/dashboard/customers', async (page) => {
    for (const index of [0, 1]) await page.getByRole('checkbox').nth(index).check()
  }),
  'customer-archived': first('/dashboard/customers?archived=only'),
  customer: customer('Nordwind'),
  'customer-with-rules': customer('Steve the Plumber'),
  'customer-edit': customer('Nordwind', '?edit=profile'),
  'customer-archive-blocked': customer('Nordwind', '#archive'),
  clone: customer('Steve the Plumber', '/clone'),
  import: '/dashboard/customers/import',
  'customer-new': '/dashboard/customers/new',
  rules: '/dashboard/rules',
  'rules-all': '/dashboard/rules?all=true',
  rule: first('/dashboard/rules'),
  'rule-new': '/dashboard/rules/new',
  instances: '/dashboard/instances',
  'instances-failed': '/dashboard/instances?status=failed',
  'instances-nothing': '/dashboard/instances?status=provisioning&customer_id=00000000-0000-0000-0000-000000000000',
  instance: first(INSTANCES),
  'instance-edit': first(INSTANCES, '?edit=1'),
  'instance-terminate': first(INSTANCES, '#terminate'),
  'instance-new': after(customer('Nordwind'), (page) =>
    page.goto(page.url().replace('customers/', 'instances/new?customer_id=')),
  ),
  subscriptions: '/dashboard/subscriptions',
  'subscriptions-some': '/dashboard/subscriptions?status=unpaid&status=past_due',
  'api-keys': '/dashboard/api-keys',
  'api-key-new': '/dashboard/api-keys/new',
  'audit-log': '/dashboard/audit-log',
  'audit-log-filtered': '/dashboard/audit-log?resource_type=customer&operation=createCustomer',
  'audit-log-nothing': '/dashboard/audit-log?request_id=unknown',
  'audit-log-entry': after('/dashboard/audit-log', (page) => page.locator('.rows summary').nth(4).click()),
  'not-found': '/dashboard/nothing',
  'invalid-address': '/dashboard/customers?page=zero',
  error: `${brokenOrigin}/dashboard/customers`,
}
