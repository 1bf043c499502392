import { ApiKeys } from './api-keys.ts'
import { AuditLog } from './audit-log.ts'
import { Customers } from './customers.ts'
import { Instances } from './instances.ts'
import type { ClientOptions } from './options.ts'
import { Rules } from './rules.ts'
import { Subscriptions } from './subscriptions.ts'
import { Transport } from './transport.ts'

/** The operations of the API, by resource. `Unread` is `undefined` for a write-only key, otherwise `never`. */
export interface Client<Unread = never> {
  readonly customers: Customers<Unread>
  readonly subscriptions: Subscriptions
  readonly instances: Instances<Unread>
  readonly rules: Rules<Unread>
  readonly apiKeys: ApiKeys
  readonly auditLog: AuditLog
}

/**
 * Creates a client, without sending a request.
 * @throws TypeError for a `baseUrl` that is not absolute, and for an empty credential.
 */
export function createClient(options: ClientOptions & { writeOnly: true }): Client<undefined>
export function createClient(options: ClientOptions & { writeOnly?: false }): Client
export function createClient(options: ClientOptions): Client<undefined> | Client {
  const transport = new Transport(options)
  return {
    customers: new Customers(transport),
    subscriptions: new Subscriptions(transport),
    instances: new Instances(transport),
    rules: new Rules(transport),
    apiKeys: new ApiKeys(transport),
    auditLog: new AuditLog(transport),
  }
}
