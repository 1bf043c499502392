// Texts of the OpenAPI document that belong to no operation, in Markdown.

export const INFO = {
  title: 'Customer Management API',
  version: '0.1.0',
  description:
    'List, create, read and clone the customers of a tenant, a business that resells the platform. Authenticate with ' +
    'an API key in `X-Api-Key` or as a Bearer token. Bodies are JSON; an unknown field or parameter is a validation ' +
    'error. Names must have a visible character and no bidirectional controls.',
  contact: { name: 'The operator of this deployment' },
  license: { name: 'MIT', identifier: 'MIT' },
}

export const SERVERS = [
  {
    url: '/',
    description: 'This deployment, for production and test mode: the API key selects live or test data.',
    'x-internal': false,
  },
]

/** The first tags explain topics, the others group the operations of a resource. */
export const TAGS = [
  {
    name: 'Errors',
    description:
      'An error is `{"detail", "code", "request_id"}`. Rely on `code`; `detail` is a sentence for people. An invalid ' +
      'request gets 422 `invalid_request`, whose `detail` lists up to 50 validation errors in pydantic’s format. ' +
      'After 429 and 503, wait for the time in `Retry-After`, then repeat the request. Send an `Idempotency-Key` ' +
      'with each change, so that it is safe to repeat.',
  },
  {
    name: 'Paging',
    description:
      'Every list takes `page` and `per_page` and returns exact totals. To read a whole list, send the `next_cursor` ' +
      'of each response as the `cursor` of the next request until it is `null`. A cursor cannot be combined with ' +
      '`page`. A page past the end is empty.',
  },
  {
    name: 'Test mode',
    description:
      'Each tenant has a sandbox. A key that starts with `hc_test_` works only there: the same operations, with ' +
      'separate data.',
  },
  {
    name: 'Customers',
    description:
      'The tenant’s end-customers, with counts of their subscriptions and instances. The `ETag` of a customer makes ' +
      'changes conditional.',
  },
  {
    name: 'API keys',
    description:
      'A key has a role and scopes. An `admin` key acts for the whole tenant; a `customer` key sees ' +
      'only its own customer. Scopes are `<resource>:<read|write>` or `*`; `write` does not include `read`.',
  },
  {
    name: 'Audit log',
    description: 'Every change made through the API or reported by Stripe.',
  },
  {
    name: 'Instances',
    description: 'The running agents of customers, with their status and the history of its changes.',
  },
  {
    name: 'Rules',
    description:
      'Actions to perform on an event. A rule belongs to one customer or is a default of the tenant; a customer’s ' +
      'rule overrides the default with the same `rule_key`.',
  },
  {
    name: 'Subscriptions',
    description: 'The customers’ subscriptions as Stripe last reported them. They can only be read.',
  },
  {
    name: 'Stripe',
    description:
      'Stripe sends its events to one webhook, for all connected accounts. A Stripe customer is linked by ' +
      '`client_reference_id` of a checkout, by metadata, or, if the operator allows it, by email. Events that arrive ' +
      'before the link wait for it; order and duplicates do not matter.',
  },
  { name: 'Service', description: 'Liveness, readiness and this document. No key is needed.' },
]
