import { isUuid } from '../../validation/uuid.ts'
import { Banner } from '../parts/banner.tsx'
import { Blank } from '../parts/blank.tsx'
import { NothingFound } from '../parts/nothing-found.tsx'
import { Snippet } from '../parts/snippet.tsx'
import type { ListQuery } from './list-query.ts'

/** A tenant without customers. */
export function NoCustomers({ origin, mayWrite }: { origin: string; mayWrite: boolean }) {
  const call = [
    `curl ${origin}/v1/customers \\`,
    '  -H "X-Api-Key: $KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '{"company_name":"Steve the Plumber","country_code":"US"}'`,
  ].join('\n')
  return (
    <Blank
      title="No customers yet"
      text={WHY}
      actions={
        mayWrite && (
          <>
            <a class="button" data-kind="main" href="/dashboard/customers/new">
              New customer
            </a>
            <a class="button" href="/dashboard/customers/import">
              Import customers
            </a>
          </>
        )
      }
    >
      <div class="stack">
        <h3>Create a customer with the API</h3>
        <Snippet label="the command">{call}</Snippet>
      </div>
    </Blank>
  )
}

/** Filters or a search without a match. */
export function NoMatch({ query, clear }: { query: ListQuery; clear: string }) {
  const text = isUuid(query.search) ? NO_ID : query.search ? SEARCHED : 'No customer matches all of these filters.'
  return <NothingFound text={text} noun="customers" clear={clear} />
}

/** The script shows this instead of the results if the search fails, with the address of the search. */
export function SearchFailed() {
  return (
    <template id="search-failed">
      <Banner tone="red" actions={<a href="/dashboard/customers">Try again</a>}>
        <strong>The search failed.</strong> The connection was lost, or the service is busy.
      </Banner>
    </template>
  )
}

const WHY =
  'Customers are the people and companies you sell to. Subscriptions, instances and rules all belong to a customer, ' +
  'so start here.'
const NO_ID =
  'In the current mode, no customer, instance or subscription has this id, and no request with this id changed ' +
  'anything.'
const SEARCHED =
  'The search covers names, emails, external ids and Stripe ids, including those of archived customers, and the ids ' +
  'of requests that changed something. Enter Stripe ids and request ids in full.'
