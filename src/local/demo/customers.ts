import { localities } from './localities.ts'
import type { DemoCustomer } from './tenant.ts'

/**
 * Reads a table of customers, one a line, with `-` for what is absent:
 *
 * company | email | industry | locality | created … days ago | changed … days ago | subscriptions | instances
 */
export function readCustomers(table: string): DemoCustomer[] {
  return table.trim().split('\n').map(readCustomer)
}

function readCustomer(line: string): DemoCustomer {
  const [company, email, industry, place = '', created, changed, subscriptions, instances] = line
    .split('|')
    .map((cell) => cell.trim())
    .map((cell) => (cell === '-' ? null : cell))
  const locality = localities[place ?? '-']
  const createdDaysAgo = Number(created)
  const changedDaysAgo = changed ? Number(changed) : null
  if (!locality || !(createdDaysAgo > (changedDaysAgo ?? 0)) || instances === undefined) {
    throw new Error(`The demo data has an invalid line: ${line}`)
  }
  return {
    company: company ?? null,
    email: email ?? null,
    industry: industry ?? null,
    locality,
    createdDaysAgo,
    changedDaysAgo,
    subscriptions: subscriptions?.split(' ') ?? [],
    instances: instances?.split(' ') ?? [],
  }
}
