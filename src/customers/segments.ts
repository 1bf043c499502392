import { z } from '@hono/zod-openapi'
import { type CountRow, countsIn, selectRowCounts } from '../db/row-counts.ts'
import type { SQL } from '../db/sql.ts'
import { count, INT4 } from '../openapi/fields.ts'
import { SUBSCRIPTION_STATUSES } from '../subscriptions/subscription.ts'

// Stored counts of customers, which triggers maintain in `row_counts`. A customer that is not archived is counted under
// `customers` and in each of its segments (`app.segments_of`).

/** The kind of `row_counts` with the customers that have a subscription in this status. */
export const withStatus = (status: (typeof SUBSCRIPTION_STATUSES)[number]) => `customers_with_${status}`
/** The kind of `row_counts` with the customers that have a failed instance. */
export const WITH_FAILED_INSTANCE = 'customers_with_failed_instance'

const KINDS = ['customers', 'archived_customers', ...SUBSCRIPTION_STATUSES.map(withStatus), WITH_FAILED_INSTANCE]

/** Exact numbers of customers. */
export const CustomerCounts = z
  .object({
    total: count('Number of customers that are not archived.', 1284),
    archived: count('Number of archived customers.', 58),
    by_subscription_status: z
      .object(
        Object.fromEntries(SUBSCRIPTION_STATUSES.map((status) => [status, z.int().openapi(INT4)])) as Record<
          (typeof SUBSCRIPTION_STATUSES)[number],
          z.ZodInt
        >,
      )
      .openapi('SubscriptionStatusCounts', {
        description:
          'Number of customers with a subscription in each status, not counting archived customers. A customer ' +
          'with several subscriptions can be counted several times.',
        example: {
          ...{ incomplete: 6, incomplete_expired: 31, trialing: 88, active: 987, past_due: 21 },
          ...{ canceled: 203, unpaid: 9, paused: 14 },
        },
      }),
    with_failed_instances: count('Number of customers that have a failed instance and are not archived.', 11),
  })
  .openapi('CustomerCounts')

/** One row per count that is not zero. It combines with other statements in a batch, such as a page of the list. */
export const selectCounts = (): SQL<CountRow> => selectRowCounts(KINDS)

/** The result of `selectCounts`. */
export function presentCounts(rows: readonly CountRow[]): z.infer<typeof CustomerCounts> {
  const of = countsIn(rows)
  return {
    total: of('customers'),
    archived: of('archived_customers'),
    by_subscription_status: Object.fromEntries(
      SUBSCRIPTION_STATUSES.map((status) => [status, of(withStatus(status))]),
    ) as z.infer<typeof CustomerCounts>['by_subscription_status'],
    with_failed_instances: of(WITH_FAILED_INSTANCE),
  }
}
