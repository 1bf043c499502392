import { type List, list } from './list.ts'
import type { ConditionalOptions, RequestOptions, Returned, WriteOptions } from './options.ts'
import { Resource, returned } from './resource.ts'
import type * as Api from './schema.ts'

const pathOf = (rule_id: string) => ({ path: { rule_id } })

/** The rules of customers, and the tenant’s defaults. */
export class Rules<Unread = never> extends Resource<Unread> {
  /** Lists the rules of customers and the tenant’s defaults. */
  list(params: Api.RuleListParams = {}, options?: RequestOptions): List<Api.RulePage, Api.Rule> {
    const load = (query: Api.RuleListParams) =>
      returned(this.api.GET('/v1/rules', { params: { query }, ...this.with(options) }))
    return list(params, load, ({ rules }) => rules)
  }

  /** Creates a rule of a customer or, without `customer_id`, a default for the whole tenant. */
  create(params: Api.RuleCreateParams, options?: WriteOptions): Promise<Returned<Api.Rule>> {
    return returned(this.api.POST('/v1/rules', { body: params, ...this.with(options) }))
  }

  /** Gets a rule. */
  get(id: string, options?: RequestOptions): Promise<Returned<Api.Rule>> {
    return returned(this.api.GET('/v1/rules/{rule_id}', { params: pathOf(id), ...this.with(options) }))
  }

  /** Updates only the fields that are sent. */
  update(id: string, params: Api.RuleUpdateParams, options?: ConditionalOptions): Promise<Returned<Api.Rule> | Unread> {
    const request = { params: pathOf(id), body: params, ...this.with(options) }
    return this.changed(this.api.PATCH('/v1/rules/{rule_id}', request))
  }

  /** Deletes a rule. */
  async delete(id: string, options?: ConditionalOptions): Promise<void> {
    await this.api.DELETE('/v1/rules/{rule_id}', { params: pathOf(id), ...this.with(options) })
  }
}
