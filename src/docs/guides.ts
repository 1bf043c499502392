/** A page of `docs/` and its place in the navigation. */
export type Guide = {
  /** Name of the file in `docs/` without `.md`, and of the page under `/docs/`. */
  name: string
  /** Text of the link in the navigation. */
  label: string
  /** What the reader finds there, in one sentence without a full stop. */
  summary: string
}

/** The navigation of `/docs`: every file of `docs/`, in reading order. */
export const GROUPS: readonly { title: string; guides: readonly Guide[] }[] = [
  {
    title: 'Start',
    guides: [
      { name: 'first-call', label: 'First call', summary: 'From a key to a customer in five minutes' },
      { name: 'authentication', label: 'Authentication', summary: 'Keys, roles, scopes, rotation and revocation' },
      { name: 'test-mode', label: 'Test mode', summary: 'A sandbox with separate data, behind the same API' },
      { name: 'customer-keys', label: 'Customer-bound keys', summary: 'Keys that see exactly one customer' },
    ],
  },
  {
    title: 'Build',
    guides: [
      { name: 'client', label: 'Typed client', summary: 'Calling the API with types from Node, browsers and Workers' },
      { name: 'api', label: 'Conventions', summary: 'Formats, filters, search and conditional requests' },
      {
        name: 'resources',
        label: 'Resources',
        summary: 'Customers, rules, instances, subscriptions and the audit log',
      },
      { name: 'paging', label: 'Paging large lists', summary: 'Reading every row exactly once' },
      { name: 'retries', label: 'Safe retries', summary: 'Repeating a change without making it twice' },
      { name: 'errors', label: 'Errors', summary: 'Every error code and what to do about it' },
      { name: 'limits', label: 'Limits', summary: 'How much a key, an address and a tenant may send' },
      { name: 'stripe', label: 'Stripe', summary: 'Where subscriptions come from' },
      { name: 'differences', label: 'Differences', summary: 'How this API differs from the published one' },
    ],
  },
  {
    title: 'Operate',
    guides: [
      { name: 'deploy', label: 'Deployment', summary: 'Cloudflare Workers and Neon, step by step' },
      { name: 'dashboard', label: 'Dashboard', summary: 'Managing customers in a browser' },
      { name: 'admin', label: 'Admin commands', summary: 'The operator’s command line' },
      { name: 'performance', label: 'Performance', summary: 'Targets, measurements and how to repeat them' },
    ],
  },
  {
    title: 'Contribute',
    guides: [
      { name: 'design', label: 'Design', summary: 'How it works, and why' },
      {
        name: 'dashboard-pages',
        label: 'Dashboard pages',
        summary: 'How the dashboard is built, and how to add a page',
      },
      { name: 'testing', label: 'Testing', summary: 'Kinds of tests and how to run them' },
      { name: 'deep-tests', label: 'Deep tests', summary: 'Faults, weakened locks and generated requests' },
    ],
  },
]

export const guides: readonly Guide[] = GROUPS.flatMap(({ guides }) => guides)
