import { type List, list } from './list.ts'
import type { ConditionalOptions, RequestOptions, Returned, WriteOptions } from './options.ts'
import { Resource, returned } from './resource.ts'
import type * as Api from './schema.ts'

const pathOf = (customer_id: string) => ({ path: { customer_id } })

/** The customers of the tenant. */
export class Customers<Unread = never> extends Resource<Unread> {
  /** Lists customers with their counts. */
  list(params: Api.CustomerListParams = {}, options?: RequestOptions): List<Api.CustomerPage, Api.CustomerSummary> {
    const load = (query: Api.CustomerListParams) =>
      returned(this.api.GET('/v1/customers', { params: { query }, ...this.with(options) }))
    return list(params, load, ({ customers }) => customers)
  }

  /** Creates a customer. @throws `ConflictError` with `existing_customer_id` if the email or external id is taken. */
  create(params: Api.CustomerCreateParams, options?: WriteOptions): Promise<Returned<Api.NewCustomer>> {
    return returned(this.api.POST('/v1/customers', { body: params, ...this.with(options) }))
  }

  /** Creates up to 100 customers, with one result for each, in the same order. A failure does not affect the others. */
  batch(params: Api.CustomerBatchParams, options?: WriteOptions): Promise<Returned<Api.CustomerBatch>> {
    return returned(this.api.POST('/v1/customers/batch', { body: params, ...this.with(options) }))
  }

  /** Streams all customers that match the filters, as CSV or as JSON with one object per line. */
  async export(params: Api.CustomerExportParams, options?: RequestOptions): Promise<ReadableStream<Uint8Array>> {
    const request = { params: { query: params }, parseAs: 'stream', ...this.with(options, 'stream') } as const
    const { data } = await this.api.GET('/v1/customers/export', request)
    return data as ReadableStream<Uint8Array>
  }

  /** Gets a customer with its counts, and its newest 100 subscriptions and instances. */
  get(id: string, params: Api.CustomerGetParams = {}, options?: RequestOptions): Promise<Returned<Api.Customer>> {
    const request = { params: { ...pathOf(id), query: params }, ...this.with(options) }
    return returned(this.api.GET('/v1/customers/{customer_id}', request))
  }

  /** Gets the customer with your own id. */
  getByExternalId(
    externalId: string,
    params: Api.CustomerGetParams = {},
    options?: RequestOptions,
  ): Promise<Returned<Api.Customer>> {
    const request = { params: { path: { external_id: externalId }, query: params }, ...this.with(options) }
    return returned(this.api.GET('/v1/customers/external/{external_id}', request))
  }

  /** Counts customers: all, archived, by subscription status, and with failed instances. */
  counts(options?: RequestOptions): Promise<Returned<Api.CustomerCounts>> {
    return returned(this.api.GET('/v1/customers/counts', this.with(options)))
  }

  /** Updates only the fields that are sent; merges metadata key by key. */
  update(
    id: string,
    params: Api.CustomerUpdateParams,
    options?: ConditionalOptions,
  ): Promise<Returned<Api.Customer> | Unread> {
    const request = { params: pathOf(id), body: params, ...this.with(options) }
    return this.changed(this.api.PATCH('/v1/customers/{customer_id}', request))
  }

  /** Creates or updates the customer with your own id, atomically. `lastResponse.status` is 201 if it is new. */
  upsert(
    externalId: string,
    params: Api.CustomerUpsertParams,
    options?: ConditionalOptions,
  ): Promise<Returned<Api.Customer> | Unread> {
    const request = { params: { path: { external_id: externalId } }, body: params, ...this.with(options) }
    return this.changed(this.api.PUT('/v1/customers/external/{external_id}', request))
  }

  /** Archives a customer. @throws `ConflictError` with the ids of the subscriptions and instances that prevent it. */
  async archive(id: string, options?: ConditionalOptions): Promise<void> {
    await this.api.DELETE('/v1/customers/{customer_id}', { params: pathOf(id), ...this.with(options) })
  }

  /** Archives the customer with your own id, like `archive`. */
  async archiveByExternalId(externalId: string, options?: ConditionalOptions): Promise<void> {
    const request = { params: { path: { external_id: externalId } }, ...this.with(options) }
    await this.api.DELETE('/v1/customers/external/{external_id}', request)
  }

  /** Restores an archived customer. */
  restore(id: string, options?: ConditionalOptions): Promise<Returned<Api.Customer> | Unread> {
    const request = { params: pathOf(id), ...this.with(options) }
    return this.changed(this.api.POST('/v1/customers/{customer_id}/restore', request))
  }

  /** Creates a customer with a copy of this one’s setup and rules. */
  clone(id: string, params: Api.CustomerCloneParams, options?: WriteOptions): Promise<Returned<Api.ClonedCustomer>> {
    return this.#clone<Api.ClonedCustomer>(id, params, false, options)
  }

  /** Returns what `clone` would create, without creating it. */
  previewClone(
    id: string,
    params: Api.CustomerCloneParams,
    options?: RequestOptions,
  ): Promise<Returned<Api.ClonePreview>> {
    return this.#clone<Api.ClonePreview>(id, params, true, options)
  }

  async #clone<Body extends object>(
    id: string,
    { include_archived, ...fields }: Api.CustomerCloneParams,
    dry_run: boolean,
    options?: WriteOptions,
  ): Promise<Returned<Body>> {
    const params = { ...pathOf(id), query: { include_archived } }
    const request = { params, body: { ...fields, source_customer_id: id, dry_run }, ...this.with(options) }
    return (await returned(this.api.POST('/v1/customers/{customer_id}/clone', request))) as unknown as Returned<Body>
  }

  /** Gets the customer’s effective rules: its own, and the defaults that they do not override. */
  listRules(
    id: string,
    params: Api.CustomerRuleListParams = {},
    options?: RequestOptions,
  ): Promise<Returned<Api.EffectiveRules>> {
    const request = { params: { ...pathOf(id), query: params }, ...this.with(options) }
    return returned(this.api.GET('/v1/customers/{customer_id}/rules', request))
  }

  /** Lists a customer’s subscriptions. */
  listSubscriptions(
    id: string,
    params: Api.CustomerSubscriptionListParams = {},
    options?: RequestOptions,
  ): List<Api.SubscriptionPage, Api.Subscription> {
    const load = (query: Api.CustomerSubscriptionListParams) => {
      const request = { params: { ...pathOf(id), query }, ...this.with(options) }
      return returned(this.api.GET('/v1/customers/{customer_id}/subscriptions', request))
    }
    return list(params, load, ({ subscriptions }) => subscriptions)
  }
}
