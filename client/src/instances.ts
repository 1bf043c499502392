import { type List, list } from './list.ts'
import type { ConditionalOptions, RequestOptions, Returned, WriteOptions } from './options.ts'
import { Resource, returned } from './resource.ts'
import type * as Api from './schema.ts'

const pathOf = (instance_id: string) => ({ path: { instance_id } })

/** The running agents of customers. */
export class Instances<Unread = never> extends Resource<Unread> {
  /** Lists instances. */
  list(params: Api.InstanceListParams = {}, options?: RequestOptions): List<Api.InstancePage, Api.Instance> {
    const load = (query: Api.InstanceListParams) =>
      returned(this.api.GET('/v1/instances', { params: { query }, ...this.with(options) }))
    return list(params, load, ({ instances }) => instances)
  }

  /** Registers an instance of a customer. */
  create(params: Api.InstanceCreateParams, options?: WriteOptions): Promise<Returned<Api.Instance>> {
    return returned(this.api.POST('/v1/instances', { body: params, ...this.with(options) }))
  }

  /** Gets an instance. */
  get(id: string, options?: RequestOptions): Promise<Returned<Api.Instance>> {
    return returned(this.api.GET('/v1/instances/{instance_id}', { params: pathOf(id), ...this.with(options) }))
  }

  /** Updates only the fields that are sent. @throws `ConflictError` for a status change that is not allowed. */
  update(
    id: string,
    params: Api.InstanceUpdateParams,
    options?: ConditionalOptions,
  ): Promise<Returned<Api.Instance> | Unread> {
    const request = { params: pathOf(id), body: params, ...this.with(options) }
    return this.changed(this.api.PATCH('/v1/instances/{instance_id}', request))
  }

  /** Deletes a terminated instance and its history. */
  async delete(id: string, options?: ConditionalOptions): Promise<void> {
    await this.api.DELETE('/v1/instances/{instance_id}', { params: pathOf(id), ...this.with(options) })
  }

  /** Lists the status changes of an instance. */
  listHistory(
    id: string,
    params: Api.InstanceHistoryParams = {},
    options?: RequestOptions,
  ): List<Api.InstanceMovePage, Api.InstanceMove> {
    const load = (query: Api.InstanceHistoryParams) => {
      const request = { params: { ...pathOf(id), query }, ...this.with(options) }
      return returned(this.api.GET('/v1/instances/{instance_id}/history', request))
    }
    return list(params, load, ({ moves }) => moves)
  }
}
