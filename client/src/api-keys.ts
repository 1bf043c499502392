import { type List, list } from './list.ts'
import type { RequestOptions, Returned, WriteOptions } from './options.ts'
import { Resource, returned } from './resource.ts'
import type * as Api from './schema.ts'

const pathOf = (key_id: string) => ({ path: { key_id } })

/** The API keys of the tenant. */
export class ApiKeys extends Resource {
  /** Lists keys with their state and last use, but never their texts. */
  list(params: Api.ApiKeyListParams = {}, options?: RequestOptions): List<Api.ApiKeyPage, Api.ApiKey> {
    const load = (query: Api.ApiKeyListParams) =>
      returned(this.api.GET('/v1/api-keys', { params: { query }, ...this.with(options) }))
    return list(params, load, ({ api_keys }) => api_keys)
  }

  /** Creates a key with at most your key’s scopes. Its text is returned only once, in `key`. */
  create(params: Api.ApiKeyCreateParams, options?: WriteOptions): Promise<Returned<Api.NewApiKey>> {
    return returned(this.api.POST('/v1/api-keys', { body: params, ...this.with(options) }))
  }

  /** Gets a key. */
  get(id: string, options?: RequestOptions): Promise<Returned<Api.ApiKey>> {
    return returned(this.api.GET('/v1/api-keys/{key_id}', { params: pathOf(id), ...this.with(options) }))
  }

  /** Gets the key that the client uses. */
  me(options?: RequestOptions): Promise<Returned<Api.OwnApiKey>> {
    return returned(this.api.GET('/v1/api-keys/me', this.with(options)))
  }

  /** Replaces a key; the old one expires after a grace period. The text of the new one is returned only once. */
  rotate(
    id: string,
    params: Api.ApiKeyRotateParams = {},
    options?: WriteOptions,
  ): Promise<Returned<Api.RotatedApiKey>> {
    const request = { params: pathOf(id), body: params, ...this.with(options) }
    return returned(this.api.POST('/v1/api-keys/{key_id}/rotate', request))
  }

  /** Revokes a key, starting with its next request. */
  async revoke(id: string, params: Api.ApiKeyRevokeParams = {}, options?: WriteOptions): Promise<void> {
    const request = { params: { ...pathOf(id), query: params }, ...this.with(options) }
    await this.api.DELETE('/v1/api-keys/{key_id}', request)
  }
}
