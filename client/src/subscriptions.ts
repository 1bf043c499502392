import { type List, list } from './list.ts'
import type { RequestOptions, Returned } from './options.ts'
import { Resource, returned } from './resource.ts'
import type * as Api from './schema.ts'

/** Subscriptions as Stripe last reported them. */
export class Subscriptions extends Resource {
  /** Lists subscriptions. */
  list(
    params: Api.SubscriptionListParams = {},
    options?: RequestOptions,
  ): List<Api.SubscriptionPage, Api.Subscription> {
    const load = (query: Api.SubscriptionListParams) =>
      returned(this.api.GET('/v1/subscriptions', { params: { query }, ...this.with(options) }))
    return list(params, load, ({ subscriptions }) => subscriptions)
  }

  /** Gets a subscription. */
  get(id: string, options?: RequestOptions): Promise<Returned<Api.Subscription>> {
    const request = { params: { path: { subscription_id: id } }, ...this.with(options) }
    return returned(this.api.GET('/v1/subscriptions/{subscription_id}', request))
  }
}
