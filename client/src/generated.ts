// Generated from the OpenAPI document by `npm run client:generate`. Do not edit.

export interface paths {
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List customers
         * @description Returns a page of the tenant’s customers with their counts.
         *
         *     Scope: `customers:read`, role `admin`.
         */
        get: operations["listCustomers"];
        put?: never;
        /**
         * Create a customer
         * @description Creates a customer. Every field is optional; `{}` is valid. Emails are unique within the tenant, ignoring case; external ids are unique and case-sensitive.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        post: operations["createCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create up to 100 customers
         * @description Returns one result per row, in the order of the rows. A failed row does not affect the others. The body may have up to 1 MiB.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        post: operations["createCustomers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count customers
         * @description Returns exact counts of customers, equal to the totals of the list with the corresponding filter.
         *
         *     Scope: `customers:read`, role `admin`.
         */
        get: operations["getCustomerCounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export customers
         * @description Streams all customers that match the list filters, in list order. In CSV, text that a spreadsheet would treat as a formula is prefixed with an apostrophe, even after a `;` or `,` in a cell; in metadata, its first character is a JSON escape. If the transfer is cut short, the export is incomplete.
         *
         *     Scope: `customers:read`, role `admin`.
         */
        get: operations["exportCustomers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customer_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a customer
         * @description Returns the customer with its exact counts and its newest subscriptions and instances. A customer-bound key never sees an archived customer.
         *
         *     Scope: `customers:read`, any role.
         */
        get: operations["getCustomer"];
        put?: never;
        post?: never;
        /**
         * Archive a customer
         * @description Archives the customer: get, list and clone no longer find it unless archived customers are requested, its email and external id become available, and it can be restored. Rejected while it has active subscriptions or running instances.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        delete: operations["archiveCustomer"];
        options?: never;
        head?: never;
        /**
         * Update a customer
         * @description Updates only the fields that are sent; `null` clears a field. Metadata is merged key by key.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        patch: operations["updateCustomer"];
        trace?: never;
    };
    "/v1/customers/{customer_id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore an archived customer
         * @description Restores an archived customer. A customer that is not archived is returned unchanged. A 409 response means that its email or external id is in use.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        post: operations["restoreCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/external/{external_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a customer by external id
         * @description Returns the customer with this external id, like getting it by id. If several archived customers have this id, `include_archived` returns the one archived last.
         *
         *     Scope: `customers:read`, any role.
         */
        get: operations["getCustomerByExternalId"];
        /**
         * Create or update a customer by external id
         * @description Creates the customer with this external id or, if it exists, updates only the fields that are sent. An `external_id` in the body must equal the one in the path. Safe to retry: concurrent requests create one customer. If the customer with this external id is archived, restore `existing_customer_id`, or create another with POST.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        put: operations["putCustomerByExternalId"];
        post?: never;
        /**
         * Archive a customer by external id
         * @description Archives the customer with this external id, like archiving it by id.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        delete: operations["archiveCustomerByExternalId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customer_id}/clone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Clone a customer
         * @description Creates a customer with the industry, country, currency, locale and time zone of the source. A field that is sent replaces the source’s value; `null` clears it. The source’s own rules are copied too, unless `clone_rules` is false; email, ids, metadata, subscriptions and instances never are. Either everything or nothing is written.
         *
         *     Scope: `customers:write`, role `admin`.
         */
        post: operations["cloneCustomer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List API keys
         * @description Returns a page of the tenant’s keys, including expired and revoked ones: a live key gets live keys, a test key those of the sandbox. Key texts are never returned.
         *
         *     Scope: `api-keys:read`, role `admin`.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Create an API key
         * @description Returns the new key with its text. A key created with a test key is a test key. A key cannot grant a scope that it lacks: 403 `insufficient_scope`.
         *
         *     Scope: `api-keys:write`, role `admin`.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the calling API key
         * @description Returns the calling key and its tenant.
         *
         *     Any active key, regardless of its role and scopes.
         */
        get: operations["getOwnApiKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an API key
         * @description Returns the key without its text or hash.
         *
         *     Scope: `api-keys:read`, role `admin`.
         */
        get: operations["getApiKey"];
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Revokes the key permanently, starting with its next request. Revoking it twice is not an error. The last active admin key that can manage keys is revoked only if `force` is true; after that, only the operator can create one. A key can revoke itself and, unless it was rotated, keys whose scopes it holds: otherwise 403 `insufficient_scope`.
         *
         *     Scope: `api-keys:write`, role `admin`.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an API key
         * @description Creates a key with the name, role, customer, scopes and expiry of the old one; it expires no later than the calling key, unless that key rotates itself. The old key expires after the grace period or at its own expiry, whichever comes first. A key can be rotated once, while active, and only by a key that holds all of its scopes and was not rotated itself.
         *
         *     Scope: `api-keys:write`, role `admin`.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List audit log entries
         * @description Returns every change made through the API, newest first. Entries are never modified or deleted. Filters combine. `before` and `after` are `null` if the key lacks the read scope of the resource, such as `customers:read`.
         *
         *     Scope: `audit-log:read`, role `admin`.
         */
        get: operations["listAuditLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List instances
         * @description Returns a page of the instances of all customers or of one customer.
         *
         *     Scope: `instances:read`, any role.
         */
        get: operations["listInstances"];
        put?: never;
        /**
         * Register an instance
         * @description Registers an instance of one customer.
         *
         *     Scope: `instances:write`, role `admin`.
         */
        post: operations["registerInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/instances/{instance_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get an instance
         * @description Returns the current state of an instance.
         *
         *     Scope: `instances:read`, any role.
         */
        get: operations["getInstance"];
        put?: never;
        post?: never;
        /**
         * Delete an instance
         * @description Deletes a `terminated` instance and its history. In any other status, the response is 409 `conflict`. Rules about the instance remain, but no longer refer to any instance.
         *
         *     Scope: `instances:write`, role `admin`.
         */
        delete: operations["deleteInstance"];
        options?: never;
        head?: never;
        /**
         * Update an instance
         * @description Updates only the fields that are sent; `null` clears a field. Allowed status changes: `provisioning` → `running`, `failed`, `terminated`; `running` → `stopped`, `failed`, `terminated`; `stopped` → `running`, `failed`, `terminated`; `failed` → `provisioning`, `terminated`; `terminated` → none. Any other status, even the current one, is rejected with 409 `conflict`. Of two concurrent status changes, one gets 409.
         *
         *     Scope: `instances:write`, role `admin`.
         */
        patch: operations["updateInstance"];
        trace?: never;
    };
    "/v1/instances/{instance_id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the status changes of an instance
         * @description Returns every status change, newest first. The last one is the registration.
         *
         *     Scope: `instances:read`, any role.
         */
        get: operations["listInstanceMoves"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List rules
         * @description Returns a page of the rules of all customers and the tenant’s defaults. Filters combine; an unknown id matches nothing. For the effective rules of a customer, use `GET /v1/customers/{customer_id}/rules`.
         *
         *     Scope: `rules:read`, any role.
         */
        get: operations["listRules"];
        put?: never;
        /**
         * Create a rule
         * @description Creates a rule. A customer can have 200 rules of its own, and a tenant 200 defaults; exceeding this or reusing a `rule_key` is rejected with 409 `conflict`. Conditions and actions together may take 16 KiB of compact JSON, with numbers written out in full.
         *
         *     Scope: `rules:write`, role `admin`.
         */
        post: operations["createRule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a rule
         * @description Returns a customer’s rule or a tenant default. A customer-bound key can read tenant defaults too.
         *
         *     Scope: `rules:read`, any role.
         */
        get: operations["getRule"];
        put?: never;
        post?: never;
        /**
         * Delete a rule
         * @description Deletes the rule permanently; the audit log keeps its content. A tenant default that the rule overrode applies again.
         *
         *     Scope: `rules:write`, role `admin`.
         */
        delete: operations["deleteRule"];
        options?: never;
        head?: never;
        /**
         * Update a rule
         * @description Updates only the fields that are sent. `null` resets a field; for `name`, `trigger_event` and `actions`, it leaves the field unchanged. Conditions and actions are replaced as a whole. The customer of a rule cannot be changed.
         *
         *     Scope: `rules:write`, role `admin`.
         */
        patch: operations["updateRule"];
        trace?: never;
    };
    "/v1/customers/{customer_id}/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the effective rules of a customer
         * @description Returns the customer’s own rules and the tenant’s defaults, except a default whose `rule_key` one of the customer’s rules has, even an inactive one: that is how a customer opts out. Sorted by highest priority, then oldest, then id. All rules are on one page.
         *
         *     Scope: `rules:read`, any role.
         */
        get: operations["listCustomerRules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List subscriptions
         * @description Returns a page of the tenant’s subscriptions as Stripe last reported them.
         *
         *     Scope: `subscriptions:read`, any role.
         */
        get: operations["listSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/subscriptions/{subscription_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a subscription
         * @description Returns a subscription as Stripe last reported it.
         *
         *     Scope: `subscriptions:read`, any role.
         */
        get: operations["getSubscription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{customer_id}/subscriptions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a customer’s subscriptions
         * @description Returns a page of one customer’s subscriptions as Stripe last reported them.
         *
         *     Scope: `subscriptions:read`, any role.
         */
        get: operations["listCustomerSubscriptions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/stripe": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Receive a Stripe event
         * @description Receives events from Stripe. Stripe’s signature replaces the API key. The event’s `account` determines the tenant; test mode selects its sandbox. `applied`: the subscriptions reflect it. `waiting`: stored until its Stripe customer is linked. `ignored`: stored, but it changes nothing here. `duplicate`: already received.
         */
        post: operations["stripeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check liveness
         * @description Responds without querying the database.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check readiness
         * @description Queries the database and checks that the login role can do nothing but enter a tenant. Any excess or missing privileges are written only to the log.
         */
        get: operations["getReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the OpenAPI document
         * @description Returns the OpenAPI 3.1 document, generated from the schemas that validate requests.
         */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ConflictFailure: components["schemas"]["Failure"] & {
            /**
             * Format: uuid
             * @description Id of the customer that uses the value. Set with `email_taken`, `external_id_taken` and `archived`.
             * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
             */
            existing_customer_id?: string;
        };
        /**
         * @description Machine-readable name of an error. Later versions may add codes.
         * @example not_found
         * @enum {string}
         */
        ErrorCode: "signature_invalid" | "event_invalid" | "idempotency_key_invalid" | "unauthenticated" | "admin_required" | "insufficient_scope" | "tenant_suspended" | "not_found" | "account_unknown" | "route_not_found" | "method_not_allowed" | "request_timeout" | "email_taken" | "external_id_taken" | "archived" | "conflict" | "idempotency_in_progress" | "precondition_failed" | "body_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "rate_limited" | "internal_error" | "webhook_not_configured" | "webhook_secret_unknown" | "not_ready" | "rate_limiter_unavailable" | "database_unavailable" | "outcome_unknown";
        Failure: {
            /**
             * @description Sentence for people. It may change.
             * @example No customer has this id.
             */
            detail: string;
            code: components["schemas"]["ErrorCode"];
            /**
             * @description Value of the header `X-Request-Id`.
             * @example 5b1f0e6c7a11
             */
            request_id: string;
        };
        KeyReusedFailure: components["schemas"]["Failure"] & {
            /** @enum {string} */
            code?: "idempotency_key_reused";
        };
        /** @description Up to 50 validation errors of the request, across path, query and body. */
        ValidationFailure: {
            detail: components["schemas"]["ValidationError"][];
            /** @enum {string} */
            code: "invalid_request";
            /** @example 5b1f0e6c7a11 */
            request_id: string;
        };
        ValidationError: {
            /**
             * @description Part of the request (`path`, `query`, `header` or `body`), then the path of the field in it.
             * @example [
             *       "query",
             *       "per_page"
             *     ]
             */
            loc: (string | number)[];
            /** @example Input should be less than or equal to 100 */
            msg: string;
            /**
             * @description Name of the error, as in pydantic.
             * @example less_than_equal
             */
            type: string;
        };
        CustomerPage: components["schemas"]["Paging"] & {
            customers: components["schemas"]["CustomerSummary"][];
        };
        CustomerSummary: {
            /** Format: uuid */
            id: string;
            /** @example crm-4711 */
            external_id: string | null;
            /** @example Steve the Plumber */
            company_name: string | null;
            /** @example steve@plumbing.example */
            email: string | null;
            /** @example US */
            country_code: string | null;
            /** @example USD */
            currency: string | null;
            /** @example America/New_York */
            timezone: string | null;
            metadata: components["schemas"]["Metadata"];
            /**
             * Format: int32
             * @description Number of subscriptions.
             * @example 2
             */
            subscription_count: number;
            /**
             * Format: int32
             * @description Number of subscriptions in `active` or `trialing`.
             * @example 1
             */
            active_subscription_count: number;
            /**
             * @description Status of the newest subscription.
             * @example active
             */
            latest_subscription_status: components["schemas"]["SubscriptionStatus"] | null;
            /**
             * Format: int32
             * @description Number of instances.
             * @example 3
             */
            instance_count: number;
            /**
             * Format: int32
             * @description Number of running instances.
             * @example 2
             */
            running_instance_count: number;
            /**
             * Format: int32
             * @description Number of failed instances.
             * @example 1
             */
            failed_instance_count: number;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description `null` unless the customer is archived.
             * @example null
             */
            archived_at: string | null;
        };
        /**
         * @example {
         *       "plan": "gold",
         *       "seats": 5
         *     }
         */
        Metadata: {
            [key: string]: string | number | boolean;
        };
        /** @enum {string} */
        SubscriptionStatus: "incomplete" | "incomplete_expired" | "trialing" | "active" | "past_due" | "canceled" | "unpaid" | "paused";
        Paging: {
            /**
             * Format: int32
             * @example 1
             */
            page: number;
            /**
             * Format: int32
             * @example 20
             */
            per_page: number;
            /**
             * Format: int32
             * @description Exact total number of rows.
             * @example 37
             */
            total: number;
            /**
             * Format: int32
             * @example 2
             */
            total_pages: number;
            /** @description Cursor of the next page; `null` on the last page. */
            next_cursor: string | null;
        };
        NewCustomer: {
            /** Format: uuid */
            id: string;
            /** @example Steve the Plumber */
            company_name: string | null;
            /** @example steve@plumbing.example */
            email: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /** @description Read-only fields are ignored. */
        CustomerInput: {
            company_name?: string | null;
            /** Format: email */
            email?: string | null;
            industry?: string | null;
            /** @description ISO 3166-1 alpha-2 country code, case-insensitive. */
            country_code?: string | null;
            /** @description ISO 4217 currency code, case-insensitive. */
            currency?: string | null;
            /** @description Well-formed BCP 47 language tag, stored in canonical form. */
            locale?: string | null;
            /** @description IANA time zone name (zone or link). Offsets are not accepted. */
            timezone?: string | null;
            /** @description The tenant’s own id for the customer. Not `.` or `..`. */
            external_id?: string | null;
            /** @description Strings, numbers and booleans by key. `null` removes a key. The key `__proto__` is not allowed. */
            metadata?: {
                [key: string]: string | number | boolean | null;
            } | null;
            readonly id?: unknown;
            readonly created_at?: unknown;
            readonly updated_at?: unknown;
            readonly archived_at?: unknown;
            readonly stripe_customer_id?: unknown;
            readonly latest_subscription_status?: unknown;
            readonly subscription_count?: unknown;
            readonly active_subscription_count?: unknown;
            readonly subscriptions?: unknown;
            readonly instance_count?: unknown;
            readonly running_instance_count?: unknown;
            readonly failed_instance_count?: unknown;
            readonly instances?: unknown;
        };
        CustomerBatch: {
            results: components["schemas"]["BatchResult"][];
        };
        BatchResult: {
            /**
             * Format: int32
             * @description 201: created. 200: updated. 409, 422: nothing was written.
             * @enum {integer}
             */
            status: 200 | 201 | 409 | 422;
            /** @description The customer. Set with status 200 and 201. */
            customer: components["schemas"]["NewCustomer"] | null;
            /**
             * @description Error code. Set with status 409.
             * @example null
             * @enum {string|null}
             */
            code: "email_taken" | "external_id_taken" | "conflict" | "archived" | null;
            /**
             * Format: uuid
             * @description Id of the customer that uses the email or external id. Set with status 409.
             * @example null
             */
            existing_customer_id: string | null;
            /**
             * @description Validation errors of this row. Set with status 422. All rows together list up to 50; beyond that, each invalid row lists one.
             * @example null
             */
            detail: components["schemas"]["ValidationError"][] | null;
        };
        CustomerBatchInput: {
            customers: components["schemas"]["CustomerInput"][];
            /**
             * @description What to do with a row whose `external_id` a customer has: `error`, the default, rejects it; `update` updates the customer, like PUT, unless it is archived.
             * @enum {string|null}
             */
            on_conflict?: "error" | "update" | null;
        };
        CustomerCounts: {
            /**
             * Format: int32
             * @description Number of customers that are not archived.
             * @example 1284
             */
            total: number;
            /**
             * Format: int32
             * @description Number of archived customers.
             * @example 58
             */
            archived: number;
            by_subscription_status: components["schemas"]["SubscriptionStatusCounts"];
            /**
             * Format: int32
             * @description Number of customers that have a failed instance and are not archived.
             * @example 11
             */
            with_failed_instances: number;
        };
        /**
         * @description Number of customers with a subscription in each status, not counting archived customers. A customer with several subscriptions can be counted several times.
         * @example {
         *       "incomplete": 6,
         *       "incomplete_expired": 31,
         *       "trialing": 88,
         *       "active": 987,
         *       "past_due": 21,
         *       "canceled": 203,
         *       "unpaid": 9,
         *       "paused": 14
         *     }
         */
        SubscriptionStatusCounts: {
            /** Format: int32 */
            incomplete: number;
            /** Format: int32 */
            incomplete_expired: number;
            /** Format: int32 */
            trialing: number;
            /** Format: int32 */
            active: number;
            /** Format: int32 */
            past_due: number;
            /** Format: int32 */
            canceled: number;
            /** Format: int32 */
            unpaid: number;
            /** Format: int32 */
            paused: number;
        };
        Customer: components["schemas"]["CustomerSummary"] & {
            /** @example plumbing */
            industry: string | null;
            /** @example en-US */
            locale: string | null;
            /** @example cus_NffrFeUfNV2Hib */
            stripe_customer_id: string | null;
            /** Format: date-time */
            updated_at: string;
            /** @description The newest 100, newest first. The list of subscriptions returns all. */
            subscriptions: components["schemas"]["Subscription"][];
            /** @description The newest 100, newest first. The list of instances returns all. */
            instances: components["schemas"]["Instance"][];
        };
        Subscription: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            customer_id: string;
            /** @example sub_1MowQVLkdIwHu7ixeRlqHVzs */
            stripe_subscription_id: string | null;
            status: components["schemas"]["SubscriptionStatus"];
            /** @example Pro */
            product_tier_name: string | null;
            /** @example price_1MowQULkdIwHu7ixraBm864M */
            stripe_price_id: string | null;
            /**
             * Format: int64
             * @description Price of one unit, in the smallest unit of the currency.
             * @example 4900
             */
            amount_cents: number | null;
            /** @example USD */
            currency: string | null;
            /** @example month */
            billing_interval: string | null;
            /**
             * Format: int32
             * @example 1
             */
            quantity: number;
            /** Format: date-time */
            current_period_end: string | null;
            cancel_at_period_end: boolean;
            /**
             * Format: date-time
             * @example null
             */
            trial_end: string | null;
            /**
             * Format: date-time
             * @example null
             */
            canceled_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        Instance: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            customer_id: string;
            /** @example dispatcher */
            agent_name: string | null;
            /** @example agent-7.steve.example */
            hostname: string | null;
            /** @example 203.0.113.7 */
            ip_address: string | null;
            /** @example field-service */
            preset_id: string | null;
            /** @example Pro */
            product_tier_name: string | null;
            /** @example aws */
            provider: string | null;
            /** @example us-east-1 */
            region_id: string | null;
            /** @example container */
            runtime_type: string | null;
            /** @example voice */
            workload_type: string | null;
            status: components["schemas"]["InstanceStatus"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @enum {string} */
        InstanceStatus: "provisioning" | "running" | "stopped" | "failed" | "terminated";
        ArchiveFailure: components["schemas"]["Failure"] & {
            /** @description Ids of the active subscriptions, at most 100. */
            active_subscription_ids?: string[];
            /** @description Ids of the running instances, at most 100. */
            running_instance_ids?: string[];
        };
        ClonePreview: components["schemas"]["CloneOutline"] & {
            /** @example plumbing */
            industry: string | null;
            /** @example US */
            country_code: string | null;
            /** @example USD */
            currency: string | null;
            /** @example en-US */
            locale: string | null;
            /** @example America/New_York */
            timezone: string | null;
            rules: components["schemas"]["CopiedRule"][];
        };
        CopiedRule: {
            /** Format: uuid */
            id: string;
            /** @example after-hours */
            rule_key: string | null;
            /** @example Answer calls after hours */
            name: string;
        };
        CloneOutline: {
            /** @enum {boolean} */
            dry_run: true;
            /** @example Pete the Plumber */
            company_name: string;
            /** @example pete@plumbing.example */
            email: string | null;
            /**
             * Format: int32
             * @description Number of copied rules.
             * @example 1
             */
            rules_cloned: number;
        };
        ClonedCustomer: components["schemas"]["NewCustomer"] & {
            /**
             * Format: int32
             * @description Number of copied rules.
             * @example 1
             */
            rules_cloned: number;
            /**
             * @description Id of each copied source rule, mapped to the id of its copy.
             * @example {
             *       "0198c1f3-6a10-7d55-8f0e-0d2f6a8c1b22": "0198c1f4-11aa-7b31-9c57-4e8d1f0a2b33"
             *     }
             */
            rule_ids: {
                [key: string]: string;
            };
        };
        CloneInput: {
            /**
             * Format: uuid
             * @description If sent, it must equal the `customer_id` in the path.
             */
            source_customer_id?: string | null;
            company_name: string;
            /** Format: email */
            email?: string | null;
            /** @description Whether to copy the source’s own rules. `true` if omitted. */
            clone_rules?: boolean | null;
            /** @description Keys of the rules to copy; all rules if this and `rule_ids` are omitted or `null`. Neither is allowed when `clone_rules` is false. */
            rule_keys?: string[] | null;
            /** @description Ids of more rules to copy, such as rules without a key. */
            rule_ids?: string[] | null;
            /** @description If `true`, nothing is written, and the response shows what would be created. */
            dry_run?: boolean | null;
            industry?: string | null;
            country_code?: string | null;
            currency?: string | null;
            locale?: string | null;
            timezone?: string | null;
        };
        ApiKeyPage: components["schemas"]["Paging"] & {
            api_keys: components["schemas"]["ApiKey"][];
        };
        ApiKey: {
            /** Format: uuid */
            id: string;
            /** @example sign-up form */
            name: string | null;
            /**
             * @description First characters of the key text.
             * @example hc_live_4fGh
             */
            prefix: string;
            /**
             * @description Last four characters of the key text.
             * @example x9Qz
             */
            last_four: string;
            /**
             * @description A `test` key works in the tenant’s sandbox.
             * @enum {string}
             */
            mode: "live" | "test";
            /** @enum {string} */
            role: "admin" | "customer";
            /**
             * Format: uuid
             * @description Customer that a key with the role `customer` is bound to.
             * @example null
             */
            customer_id: string | null;
            /**
             * @example [
             *       "customers:read",
             *       "customers:write"
             *     ]
             */
            scopes: components["schemas"]["Scope"][];
            /**
             * @description Name of the rate limit, which only the operator can change.
             * @enum {string}
             */
            rate_limit: "standard" | "high" | "highest";
            /** @enum {string} */
            state: "active" | "expired" | "revoked";
            /**
             * Format: date-time
             * @description `null` if the key does not expire.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @example null
             */
            revoked_at: string | null;
            /**
             * Format: date-time
             * @description Time of last use, accurate to about ten minutes.
             */
            last_used_at: string | null;
            /**
             * Format: uuid
             * @description Id of the key that replaced this one on rotation.
             * @example null
             */
            replaced_by: string | null;
            /** Format: date-time */
            created_at: string;
        };
        /**
         * @description `*` stands for all scopes. Later versions may add some.
         * @enum {string}
         */
        Scope: "*" | "customers:read" | "customers:write" | "subscriptions:read" | "subscriptions:write" | "instances:read" | "instances:write" | "rules:read" | "rules:write" | "api-keys:read" | "api-keys:write" | "audit-log:read" | "audit-log:write";
        NewApiKey: components["schemas"]["ApiKey"] & {
            /**
             * @description Key text to send with requests. It is returned only once and is not stored.
             * @example hc_live_4fGhPq0m2Zr8Tt6Yw1Ls5Vb9Nc3Xd7Kj4Hg0Fe2Da8Su3MiAx9Qz
             */
            key: string;
        };
        ApiKeyInput: {
            name?: string | null;
            /**
             * @description `admin`, the default, acts for the whole tenant; `customer` can only read one customer.
             * @enum {string|null}
             */
            role?: "admin" | "customer" | null;
            /**
             * Format: uuid
             * @description Customer that the key is bound to. Required with the role `customer`, rejected otherwise.
             */
            customer_id?: string | null;
            /** @description Scopes to grant. `*` (all scopes) if omitted. */
            scopes?: components["schemas"]["Scope"][] | null;
            /**
             * Format: date-time
             * @description Expiry time in the future. If it is omitted, `null` or later than that of the calling key, the key expires with the calling key, or never if that key does not expire.
             */
            expires_at?: string | null;
        };
        OwnApiKey: components["schemas"]["ApiKey"] & {
            tenant: components["schemas"]["Tenant"];
        };
        Tenant: {
            /** Format: uuid */
            id: string;
            /**
             * @description `null` in a sandbox.
             * @example acme
             */
            slug: string | null;
            /** @example Acme */
            name: string;
            /**
             * Format: uuid
             * @description A sandbox’s tenant.
             */
            sandbox_of: string | null;
        };
        RotatedApiKey: components["schemas"]["NewApiKey"] & {
            replaces: components["schemas"]["ReplacedApiKey"];
        };
        ReplacedApiKey: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description Time at which the old key expires.
             */
            expires_at: string;
        };
        RotationInput: {
            /**
             * Format: int32
             * @description Grace period in seconds during which the old key still works, up to 30 days. `0` if omitted.
             */
            grace_seconds?: number | null;
        };
        AuditPage: components["schemas"]["Paging"] & {
            audit_log: components["schemas"]["AuditEntry"][];
        };
        AuditEntry: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            occurred_at: string;
            /**
             * Format: uuid
             * @description API key that made the change; `null` for a change reported by Stripe.
             */
            actor_key_id: string | null;
            operation: components["schemas"]["AuditedOperation"];
            /** @enum {string} */
            action: "create" | "update" | "delete";
            /** @enum {string} */
            resource_type: "customer" | "rule" | "instance" | "subscription" | "api_key";
            /** Format: uuid */
            resource_id: string;
            /**
             * @description Previous values of the changed fields; all fields of a deleted resource, `null` for a new one.
             * @example {
             *       "company_name": "Steve"
             *     }
             */
            before: {
                [key: string]: unknown;
            } | null;
            /**
             * @description New values of the changed fields; all fields of a new resource, `null` for a deleted one.
             * @example {
             *       "company_name": "Steve the Plumber"
             *     }
             */
            after: {
                [key: string]: unknown;
            } | null;
            /** @example 5b1f0e6c7a11 */
            request_id: string | null;
        };
        /**
         * @description Operation id, as in this document. Later versions may add some.
         * @enum {string}
         */
        AuditedOperation: "createCustomer" | "createCustomers" | "updateCustomer" | "archiveCustomer" | "restoreCustomer" | "putCustomerByExternalId" | "archiveCustomerByExternalId" | "cloneCustomer" | "createApiKey" | "revokeApiKey" | "rotateApiKey" | "registerInstance" | "updateInstance" | "deleteInstance" | "createRule" | "updateRule" | "deleteRule" | "stripeWebhook";
        InstancePage: components["schemas"]["Paging"] & {
            instances: components["schemas"]["Instance"][];
        };
        InstanceInput: {
            /**
             * Format: uuid
             * @description Customer that owns the instance. It cannot be changed.
             */
            customer_id: string;
            agent_name?: string | null;
            /**
             * Format: hostname
             * @description RFC 1123 host name.
             */
            hostname?: string | null;
            /** @description IP address without a netmask or zone; returned in canonical form. */
            ip_address?: string | null;
            preset_id?: string | null;
            product_tier_name?: string | null;
            provider?: string | null;
            region_id?: string | null;
            runtime_type?: string | null;
            workload_type?: string | null;
            /**
             * @description Initial status. `provisioning` if omitted.
             * @enum {string|null}
             */
            status?: "provisioning" | "running" | null;
        };
        InstanceUpdate: {
            agent_name?: string | null;
            /** Format: hostname */
            hostname?: string | null;
            ip_address?: string | null;
            preset_id?: string | null;
            product_tier_name?: string | null;
            provider?: string | null;
            region_id?: string | null;
            runtime_type?: string | null;
            workload_type?: string | null;
            /**
             * @description `null` leaves it unchanged.
             * @enum {string|null}
             */
            status?: "provisioning" | "running" | "stopped" | "failed" | "terminated" | null;
        };
        InstanceMovePage: components["schemas"]["Paging"] & {
            moves: components["schemas"]["InstanceMove"][];
        };
        InstanceMove: {
            /** @description `null` for the registration of the instance. */
            from_status: components["schemas"]["InstanceStatus"] | null;
            to_status: components["schemas"]["InstanceStatus"];
            /** Format: date-time */
            moved_at: string;
            /**
             * Format: uuid
             * @description API key that made the change; `null` if no key made it or if the calling key is customer-bound.
             */
            actor_key_id: string | null;
        };
        RulePage: components["schemas"]["Paging"] & {
            rules: components["schemas"]["Rule"][];
        };
        Rule: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            tenant_id: string;
            /**
             * Format: uuid
             * @description `null` for a tenant-wide default.
             */
            customer_id: string | null;
            /** Format: uuid */
            instance_id: string | null;
            /** @example missed-call */
            rule_key: string | null;
            /** @example Follow up on missed calls */
            name: string;
            /** @example Text every caller whose call was missed. */
            description: string | null;
            /** @example call.missed */
            trigger_event: string;
            conditions: components["schemas"]["RuleCondition"][];
            actions: components["schemas"]["RuleAction"][];
            /**
             * Format: int32
             * @example 50
             */
            priority: number;
            /**
             * Format: int32
             * @example 60
             */
            cooldown_seconds: number;
            is_active: boolean;
            /**
             * Format: int64
             * @description Number of times the rule has been triggered.
             * @example 1284
             */
            trigger_count: number;
            /** Format: date-time */
            last_triggered_at: string | null;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description Time of the last change. Triggering the rule does not change it.
             */
            updated_at: string;
        };
        RuleCondition: {
            /**
             * @description Field of the event to compare.
             * @example urgency
             */
            field: string;
            /**
             * @example gte
             * @enum {string}
             */
            operator: "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "in" | "not_in" | "contains" | "starts_with" | "exists";
            /**
             * @description Any JSON, like a setting of an action. Required, except with `exists`, where it defaults to true.
             * @example 4
             */
            value?: unknown;
        };
        /** @description Action type and its settings: any JSON, stored as sent; at most 16 levels deep. Integers must be exactly representable as doubles. */
        RuleAction: {
            /**
             * @example notify
             * @enum {string}
             */
            type: "notify" | "send_webhook" | "run_workflow" | "log_event" | "require_approval";
        } & {
            [key: string]: unknown;
        };
        RuleInput: {
            /**
             * Format: uuid
             * @description If omitted or `null`, the rule is a tenant-wide default.
             */
            customer_id?: string | null;
            /**
             * Format: uuid
             * @description Instance of the same customer that the rule is about, if any.
             */
            instance_id?: string | null;
            /** @description Unique among the rules of a customer and among the tenant’s defaults. */
            rule_key?: string | null;
            name: string;
            description?: string | null;
            trigger_event: string;
            /** @description Conditions that must all hold. Without any, the event is enough. */
            conditions?: components["schemas"]["RuleCondition"][] | null;
            /** @description Actions to perform, in this order. */
            actions: components["schemas"]["RuleAction"][];
            /**
             * Format: int32
             * @description Priority. Higher values come first. `0` if omitted.
             */
            priority?: number | null;
            /**
             * Format: int32
             * @description Cooldown in seconds. `300` if omitted.
             */
            cooldown_seconds?: number | null;
            /** @description `true` if omitted. A customer’s inactive rule switches off the default with the same key. */
            is_active?: boolean | null;
        };
        /** @description The fields of `RuleInput`, except `customer_id`. */
        RuleUpdate: {
            /** Format: uuid */
            instance_id?: string | null;
            rule_key?: string | null;
            name?: string | null;
            description?: string | null;
            trigger_event?: string | null;
            conditions?: components["schemas"]["RuleCondition"][] | null;
            actions?: components["schemas"]["RuleAction"][] | null;
            /**
             * Format: int32
             * @description Priority. Higher values come first.
             */
            priority?: number | null;
            /**
             * Format: int32
             * @description Cooldown in seconds.
             */
            cooldown_seconds?: number | null;
            is_active?: boolean | null;
        };
        EffectiveRules: {
            rules: components["schemas"]["Rule"][];
        };
        SubscriptionPage: components["schemas"]["Paging"] & {
            subscriptions: components["schemas"]["Subscription"][];
        };
        StripeOutcome: {
            /**
             * @description Outcome of the event.
             * @example applied
             * @enum {string}
             */
            status: "applied" | "waiting" | "ignored" | "duplicate";
        };
        StripeEvent: {
            id: string;
            /** @enum {string} */
            object: "event";
            type: string;
            /** Format: int64 */
            created: number;
            livemode: boolean;
            account?: string | null;
            data: components["schemas"]["StripeEventData"];
        } & {
            [key: string]: unknown;
        };
        StripeEventData: {
            object: {
                [key: string]: unknown;
            };
        };
        Health: {
            /** @enum {string} */
            status: "ok";
        };
        Readiness: {
            /** @enum {string} */
            status: "ready";
        };
        OpenApi: {
            /** @enum {string} */
            openapi: "3.1.0";
        } & {
            [key: string]: unknown;
        };
    };
    responses: {
        /** @description `idempotency_key_invalid`: Idempotency-Key should be 1 to 255 visible ASCII characters, optionally in double quotes. */
        BadKey: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `unauthenticated`: The API key is missing, malformed, unknown, expired or revoked. */
        NoKey: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `admin_required`: This operation requires a key with the role admin. `insufficient_scope`: The key lacks the scope that this operation requires. `tenant_suspended`: The tenant is suspended. */
        AdminOnly: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `insufficient_scope`: The key lacks the scope that this operation requires. `tenant_suspended`: The tenant is suspended. */
        Forbidden: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `not_found`: No resource has this id. */
        NotFound: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `request_timeout`: The request body was not received within 10 seconds. */
        Timeout: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                Connection: components["headers"]["Connection"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `idempotency_in_progress`: A request with this Idempotency-Key is still being processed. */
        InProgress: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `idempotency_in_progress`: A request with this Idempotency-Key is still being processed. `conflict`: The current state of the resource does not allow this change. */
        Conflict: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `idempotency_in_progress`: A request with this Idempotency-Key is still being processed. `email_taken`: Another customer of the tenant already has this email. `conflict`: The current state of the resource does not allow this change. */
        EmailTaken: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ConflictFailure"];
            };
        };
        /** @description `idempotency_in_progress`: A request with this Idempotency-Key is still being processed. `email_taken`: Another customer of the tenant already has this email. `external_id_taken`: Another customer of the tenant already has this external_id. `conflict`: The current state of the resource does not allow this change. */
        Taken: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ConflictFailure"];
            };
        };
        /** @description `precondition_failed`: If-Match does not match: the resource has changed or does not exist. */
        PreconditionFailed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `body_too_large`: The request body is larger than 64 KiB, or 1 MiB for a batch. */
        TooLarge: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `unsupported_media_type`: The media type or encoding of the body is missing or not supported. */
        NotJson: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `rate_limited`: Too many requests. */
        RateLimited: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `internal_error`: An internal error occurred. */
        Internal: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `not_ready`: The database login role does not have exactly the required privileges. `database_unavailable`: The database cannot be reached or took too long, and nothing was changed. */
        Unavailable: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `not_ready`: The database login role does not have exactly the required privileges. `database_unavailable`: The database cannot be reached or took too long, and nothing was changed. `outcome_unknown`: The change was sent to the database, but it is unknown whether it was made. */
        Uncertain: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description `rate_limiter_unavailable`: Requests cannot be counted at the moment, so API keys cannot be created or rotated. `not_ready`: The database login role does not have exactly the required privileges. `database_unavailable`: The database cannot be reached or took too long, and nothing was changed. `outcome_unknown`: The change was sent to the database, but it is unknown whether it was made. */
        Uncounted: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Failure"];
            };
        };
        /** @description The request is invalid. `detail` lists its validation errors. */
        Invalid: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationFailure"];
            };
        };
        /** @description The request is invalid. `detail` lists its validation errors. Or `idempotency_key_reused`: This Idempotency-Key was used for a request with a different path, query or body in the last 24 hours. */
        InvalidOrReused: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ValidationFailure"] | components["schemas"]["KeyReusedFailure"];
            };
        };
        /** @description The change has been made. */
        Changed: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The customer. */
        Customer: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Customer"];
            };
        };
        /** @description Not modified: the ETag in If-None-Match still matches. */
        UnchangedWithEtag: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The customer after the change. */
        ChangedCustomer: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                ETag: components["headers"]["ETag"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Customer"];
            };
        };
        /** @description The change has been made. Sent instead of the resource if the key lacks its read scope. */
        UnreadWithEtag: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                ETag: components["headers"]["ETag"];
                Location: components["headers"]["Location"];
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description `idempotency_in_progress`: A request with this Idempotency-Key is still being processed. `conflict`: The current state of the resource does not allow this change. */
        ArchiveFailure: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                "Idempotent-Replayed": components["headers"]["Replayed"];
                "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ArchiveFailure"];
            };
        };
        /** @description A page of subscriptions. */
        SubscriptionPage: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "RateLimit-Policy": components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["SubscriptionPage"];
            };
        };
    };
    parameters: {
        /** @description Page number, starting at 1. */
        Page: number;
        /** @description Number of rows per page. A page larger than 10 MB is rejected. */
        PerPage: number;
        /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
        Cursor: string;
        /** @description Sort field. Text sorts by code point; email and company name ignore case. Nulls come last. */
        SortBy: "created_at" | "updated_at" | "email" | "company_name" | "country_code" | "subscription_count" | "active_subscription_count" | "instance_count" | "running_instance_count";
        /** @description Sort direction. Ties are broken by id in the same direction. */
        SortDir: "asc" | "desc";
        /** @description Only customers whose email contains this text, case-insensitive. `%`, `_` and `\` match literally. An empty value is ignored. */
        Search: string;
        /** @description Fields that `search` covers: only the email, or also the company name and external id. In names, accents are ignored: `sohne` finds “Söhne”. */
        SearchIn: "email" | "all";
        /** @description Only customers with exactly this email, case-insensitive. */
        Email: string | string[];
        /** @description Only customers with exactly this external id, case-sensitive. */
        ExternalId: string | string[];
        /** @description Only the customer that is linked to exactly this Stripe customer, case-sensitive. */
        StripeCustomerId: string | string[];
        /** @description Only customers with this ISO 3166-1 alpha-2 country code, case-insensitive. */
        CountryCode: string | string[];
        /** @description Only customers with this ISO 4217 currency code, case-insensitive. */
        Currency: string | string[];
        /** @description Only customers with a subscription in this status. */
        SubscriptionStatus: components["schemas"]["SubscriptionStatus"] | components["schemas"]["SubscriptionStatus"][];
        /** @description Only customers with (`true`) or without (`false`) a running instance. */
        HasRunningInstance: boolean;
        /** @description Only customers with (`true`) or without (`false`) a failed instance. */
        FailedInstances: boolean;
        /** @description Only customers created after this time. */
        CreatedAfter: string;
        /** @description Only customers created before this time. */
        CreatedBefore: string;
        /** @description Only customers updated after this time. */
        UpdatedAfter: string;
        /** @description Only customers whose metadata has these values, sent as `metadata[plan]=gold`. Write numbers and booleans as in JSON. */
        Metadata: {
            [key: string]: string;
        };
        /** @description Include archived customers. */
        IncludeArchived: boolean;
        /** @description Only archived customers. `include_archived` then has no effect. */
        Archived: "only";
        /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
        IdempotencyKey: string;
        /**
         * @description Id of the customer.
         * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
         */
        CustomerIdInPath: string;
        /** @description ETag of an earlier response. If it still matches, the response is 304 without a body. */
        IfNoneMatch: string;
        /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
        IfMatch: string;
        /**
         * @description The tenant’s own id for the customer.
         * @example crm-4711
         */
        ExternalIdInPath: string;
        /**
         * @description Id of the API key.
         * @example 0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f
         */
        KeyIdInPath: string;
        /** @description Only what belongs to this customer. */
        CustomerId: string | string[];
        /** @description Only subscriptions in this status. */
        Status: components["schemas"]["SubscriptionStatus"] | components["schemas"]["SubscriptionStatus"][];
        /**
         * @description Id of the instance.
         * @example 0198c1f3-02b7-7e4c-b1de-6f6f0a5d9c11
         */
        InstanceIdInPath: string;
        /** @description Only the rules that are active. */
        ActiveOnly: boolean;
        /**
         * @description Id of the rule.
         * @example 0198c1f4-61d2-7b0f-9a57-3c1d0f6a2e44
         */
        RuleIdInPath: string;
    };
    requestBodies: never;
    headers: {
        /** @description Request id to quote when reporting a problem: the `X-Request-Id` of the request if it was valid, otherwise a new one. */
        RequestId: string;
        /** @description Number of requests (`q`) of this kind (`reads` or `writes`) allowed to the API key in `w` seconds; without a valid key, number of `failed-authentications` allowed to an address. */
        RateLimit: string;
        /** @description `true` if this is the response to an earlier request with the same `Idempotency-Key`. */
        Replayed: "true";
        /** @description Seconds to wait before the request is sent again. */
        RetryAfter: string;
        /** @description Seconds to wait before the request is sent again. Not sent with every code. */
        RetryAfterIfTemporary: string;
        /** @description How to authenticate. */
        WwwAuthenticate: string;
        /** @description The connection is closed, because the rest of the body is not read. */
        Connection: "close";
        /** @description Changes whenever anything that a read returns changes, except the trigger time and count of a rule. */
        ETag: string;
        /** @description Path of the resource. */
        Location: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listCustomers: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field. Text sorts by code point; email and company name ignore case. Nulls come last. */
                sort_by?: components["parameters"]["SortBy"];
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only customers whose email contains this text, case-insensitive. `%`, `_` and `\` match literally. An empty value is ignored. */
                search?: components["parameters"]["Search"];
                /** @description Fields that `search` covers: only the email, or also the company name and external id. In names, accents are ignored: `sohne` finds “Söhne”. */
                search_in?: components["parameters"]["SearchIn"];
                /** @description Only customers with exactly this email, case-insensitive. */
                email?: components["parameters"]["Email"];
                /** @description Only customers with exactly this external id, case-sensitive. */
                external_id?: components["parameters"]["ExternalId"];
                /** @description Only the customer that is linked to exactly this Stripe customer, case-sensitive. */
                stripe_customer_id?: components["parameters"]["StripeCustomerId"];
                /** @description Only customers with this ISO 3166-1 alpha-2 country code, case-insensitive. */
                country_code?: components["parameters"]["CountryCode"];
                /** @description Only customers with this ISO 4217 currency code, case-insensitive. */
                currency?: components["parameters"]["Currency"];
                /** @description Only customers with a subscription in this status. */
                subscription_status?: components["parameters"]["SubscriptionStatus"];
                /** @description Only customers with (`true`) or without (`false`) a running instance. */
                has_running_instance?: components["parameters"]["HasRunningInstance"];
                /** @description Only customers with (`true`) or without (`false`) a failed instance. */
                failed_instances?: components["parameters"]["FailedInstances"];
                /** @description Only customers created after this time. */
                created_after?: components["parameters"]["CreatedAfter"];
                /** @description Only customers created before this time. */
                created_before?: components["parameters"]["CreatedBefore"];
                /** @description Only customers updated after this time. */
                updated_after?: components["parameters"]["UpdatedAfter"];
                /** @description Only customers whose metadata has these values, sent as `metadata[plan]=gold`. Write numbers and booleans as in JSON. */
                metadata?: components["parameters"]["Metadata"];
                /** @description Include archived customers. */
                include_archived?: components["parameters"]["IncludeArchived"];
                /** @description Only archived customers. `include_archived` then has no effect. */
                archived?: components["parameters"]["Archived"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of customers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerPage"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company_name": "Steve the Plumber",
                 *       "email": "steve@plumbing.example",
                 *       "country_code": "US",
                 *       "currency": "USD",
                 *       "timezone": "America/New_York"
                 *     }
                 */
                "application/json": components["schemas"]["CustomerInput"];
            };
        };
        responses: {
            /** @description The new customer. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewCustomer"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Taken"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    createCustomers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customers": [
                 *         {
                 *           "company_name": "Steve the Plumber"
                 *         },
                 *         {
                 *           "email": "pete@plumbing.example"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["CustomerBatchInput"];
            };
        };
        responses: {
            /** @description One result per row. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerBatch"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["InProgress"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    getCustomerCounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerCounts"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    exportCustomers: {
        parameters: {
            query?: {
                /** @description CSV, or newline-delimited JSON with one object per line. */
                format?: "csv" | "ndjson";
                /** @description Sort field. Text sorts by code point; email and company name ignore case. Nulls come last. */
                sort_by?: components["parameters"]["SortBy"];
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only customers whose email contains this text, case-insensitive. `%`, `_` and `\` match literally. An empty value is ignored. */
                search?: components["parameters"]["Search"];
                /** @description Fields that `search` covers: only the email, or also the company name and external id. In names, accents are ignored: `sohne` finds “Söhne”. */
                search_in?: components["parameters"]["SearchIn"];
                /** @description Only customers with exactly this email, case-insensitive. */
                email?: components["parameters"]["Email"];
                /** @description Only customers with exactly this external id, case-sensitive. */
                external_id?: components["parameters"]["ExternalId"];
                /** @description Only the customer that is linked to exactly this Stripe customer, case-sensitive. */
                stripe_customer_id?: components["parameters"]["StripeCustomerId"];
                /** @description Only customers with this ISO 3166-1 alpha-2 country code, case-insensitive. */
                country_code?: components["parameters"]["CountryCode"];
                /** @description Only customers with this ISO 4217 currency code, case-insensitive. */
                currency?: components["parameters"]["Currency"];
                /** @description Only customers with a subscription in this status. */
                subscription_status?: components["parameters"]["SubscriptionStatus"];
                /** @description Only customers with (`true`) or without (`false`) a running instance. */
                has_running_instance?: components["parameters"]["HasRunningInstance"];
                /** @description Only customers with (`true`) or without (`false`) a failed instance. */
                failed_instances?: components["parameters"]["FailedInstances"];
                /** @description Only customers created after this time. */
                created_after?: components["parameters"]["CreatedAfter"];
                /** @description Only customers created before this time. */
                created_before?: components["parameters"]["CreatedBefore"];
                /** @description Only customers updated after this time. */
                updated_after?: components["parameters"]["UpdatedAfter"];
                /** @description Only customers whose metadata has these values, sent as `metadata[plan]=gold`. Write numbers and booleans as in JSON. */
                metadata?: components["parameters"]["Metadata"];
                /** @description Include archived customers. */
                include_archived?: components["parameters"]["IncludeArchived"];
                /** @description Only archived customers. `include_archived` then has no effect. */
                archived?: components["parameters"]["Archived"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The matching customers. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    /** @description Name of the file. */
                    "Content-Disposition": string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getCustomer: {
        parameters: {
            query?: {
                /** @description Include archived customers. */
                include_archived?: components["parameters"]["IncludeArchived"];
            };
            header?: {
                /** @description ETag of an earlier response. If it still matches, the response is 304 without a body. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Customer"];
            304: components["responses"]["UnchangedWithEtag"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    archiveCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Changed"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["ArchiveFailure"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    updateCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company_name": "Steve & Sons",
                 *       "metadata": {
                 *         "plan": "gold",
                 *         "trial": null
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["CustomerInput"];
            };
        };
        responses: {
            200: components["responses"]["ChangedCustomer"];
            204: components["responses"]["UnreadWithEtag"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Taken"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    restoreCustomer: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ChangedCustomer"];
            204: components["responses"]["UnreadWithEtag"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Taken"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    getCustomerByExternalId: {
        parameters: {
            query?: {
                /** @description Include archived customers. */
                include_archived?: components["parameters"]["IncludeArchived"];
            };
            header?: {
                /** @description ETag of an earlier response. If it still matches, the response is 304 without a body. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description The tenant’s own id for the customer.
                 * @example crm-4711
                 */
                external_id: components["parameters"]["ExternalIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Customer"];
            304: components["responses"]["UnchangedWithEtag"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    putCustomerByExternalId: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The tenant’s own id for the customer.
                 * @example crm-4711
                 */
                external_id: components["parameters"]["ExternalIdInPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "company_name": "Steve the Plumber",
                 *       "email": "steve@plumbing.example"
                 *     }
                 */
                "application/json": components["schemas"]["CustomerInput"];
            };
        };
        responses: {
            200: components["responses"]["ChangedCustomer"];
            /** @description The new customer. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            204: components["responses"]["UnreadWithEtag"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            408: components["responses"]["Timeout"];
            /** @description `idempotency_in_progress`: A request with this Idempotency-Key is still being processed. `email_taken`: Another customer of the tenant already has this email. `archived`: The customer with this external id is archived. `conflict`: The current state of the resource does not allow this change. */
            409: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConflictFailure"];
                };
            };
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    archiveCustomerByExternalId: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description The tenant’s own id for the customer.
                 * @example crm-4711
                 */
                external_id: components["parameters"]["ExternalIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Changed"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["ArchiveFailure"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    cloneCustomer: {
        parameters: {
            query?: {
                /** @description Include archived customers. */
                include_archived?: components["parameters"]["IncludeArchived"];
            };
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source_customer_id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
                 *       "company_name": "Pete the Plumber",
                 *       "email": "pete@plumbing.example"
                 *     }
                 */
                "application/json": components["schemas"]["CloneInput"];
            };
        };
        responses: {
            /** @description With `dry_run`: what would be created. Without the scopes `customers:read` and `rules:read`, only the number of rules. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClonePreview"] | components["schemas"]["CloneOutline"];
                };
            };
            /** @description The new customer. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClonedCustomer"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["EmailTaken"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field: time of creation. */
                sort_by?: "created_at";
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "sign-up form",
                 *       "scopes": [
                 *         "customers:write"
                 *       ],
                 *       "expires_at": "2030-01-31T12:00:00Z"
                 *     }
                 */
                "application/json": components["schemas"]["ApiKeyInput"];
            };
        };
        responses: {
            /** @description The new key. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncounted"];
        };
    };
    getOwnApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The calling key. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnApiKey"];
                };
            };
            401: components["responses"]["NoKey"];
            /** @description `tenant_suspended`: The tenant is suspended. */
            403: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the API key.
                 * @example 0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f
                 */
                key_id: components["parameters"]["KeyIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: {
                /** @description Also revoke the last key that can manage keys. */
                force?: boolean;
            };
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the API key.
                 * @example 0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f
                 */
                key_id: components["parameters"]["KeyIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Changed"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the API key.
                 * @example 0198c1f4-9d10-7b52-a1f3-3f6b1c2d4e5f
                 */
                key_id: components["parameters"]["KeyIdInPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grace_seconds": 86400
                 *     }
                 */
                "application/json": components["schemas"]["RotationInput"];
            };
        };
        responses: {
            /** @description The new key and the time at which the old one expires. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedApiKey"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncounted"];
        };
    };
    listAuditLog: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field: time of the change. */
                sort_by?: "occurred_at";
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only changes to this type of resource. */
                resource_type?: ("customer" | "rule" | "instance" | "subscription" | "api_key") | ("customer" | "rule" | "instance" | "subscription" | "api_key")[];
                /** @description Only changes to the resource with this id. */
                resource_id?: string | string[];
                /** @description Only changes made by this API key. */
                actor_key_id?: string | string[];
                /** @description Only changes made by this operation, given as its operation id. */
                operation?: string | string[];
                /** @description Only changes at or after this time. Encode `+` as `%2B` in a query. */
                since?: string;
                /** @description Only changes before this time. */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listInstances: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field: time of registration or of the last change. */
                sort_by?: "created_at" | "updated_at";
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only what belongs to this customer. */
                customer_id?: components["parameters"]["CustomerId"];
                /** @description Only the instances in this status. */
                status?: ("provisioning" | "running" | "stopped" | "failed" | "terminated") | ("provisioning" | "running" | "stopped" | "failed" | "terminated")[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of instances. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstancePage"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    registerInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customer_id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
                 *       "agent_name": "dispatcher",
                 *       "hostname": "agent-7.steve.example",
                 *       "provider": "aws",
                 *       "region_id": "us-east-1",
                 *       "status": "provisioning"
                 *     }
                 */
                "application/json": components["schemas"]["InstanceInput"];
            };
        };
        responses: {
            /** @description The new instance. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["InProgress"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    getInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of an earlier response. If it still matches, the response is 304 without a body. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /**
                 * @description Id of the instance.
                 * @example 0198c1f3-02b7-7e4c-b1de-6f6f0a5d9c11
                 */
                instance_id: components["parameters"]["InstanceIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The instance. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            304: components["responses"]["UnchangedWithEtag"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the instance.
                 * @example 0198c1f3-02b7-7e4c-b1de-6f6f0a5d9c11
                 */
                instance_id: components["parameters"]["InstanceIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Changed"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    updateInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the instance.
                 * @example 0198c1f3-02b7-7e4c-b1de-6f6f0a5d9c11
                 */
                instance_id: components["parameters"]["InstanceIdInPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "status": "running",
                 *       "ip_address": "203.0.113.7"
                 *     }
                 */
                "application/json": components["schemas"]["InstanceUpdate"];
            };
        };
        responses: {
            /** @description The updated instance. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            204: components["responses"]["UnreadWithEtag"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    listInstanceMoves: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the instance.
                 * @example 0198c1f3-02b7-7e4c-b1de-6f6f0a5d9c11
                 */
                instance_id: components["parameters"]["InstanceIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of status changes. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceMovePage"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listRules: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field. Names sort by code point, ignoring case. */
                sort_by?: "created_at" | "updated_at" | "name" | "priority";
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only what belongs to this customer. */
                customer_id?: components["parameters"]["CustomerId"];
                /** @description Only the rules about this instance. */
                instance_id?: string | string[];
                /** @description Only the rules for this event. */
                trigger_event?: string | string[];
                /** @description Only the rules that are active. */
                active_only?: components["parameters"]["ActiveOnly"];
                /** @description Only the defaults of the tenant. */
                defaults_only?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rules. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulePage"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    createRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customer_id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",
                 *       "rule_key": "burst-pipe",
                 *       "name": "Burst pipes come first",
                 *       "trigger_event": "call.transcribed",
                 *       "conditions": [
                 *         {
                 *           "field": "transcript",
                 *           "operator": "contains",
                 *           "value": "burst"
                 *         }
                 *       ],
                 *       "actions": [
                 *         {
                 *           "type": "notify",
                 *           "channel": "phone",
                 *           "to": "+1-555-0100"
                 *         }
                 *       ],
                 *       "priority": 100
                 *     }
                 */
                "application/json": components["schemas"]["RuleInput"];
            };
        };
        responses: {
            /** @description The new rule. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    ETag: components["headers"]["ETag"];
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    getRule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Id of the rule.
                 * @example 0198c1f4-61d2-7b0f-9a57-3c1d0f6a2e44
                 */
                rule_id: components["parameters"]["RuleIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The rule. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    deleteRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the rule.
                 * @example 0198c1f4-61d2-7b0f-9a57-3c1d0f6a2e44
                 */
                rule_id: components["parameters"]["RuleIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: components["responses"]["Changed"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["InProgress"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    updateRule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Expected ETag of the resource. If it no longer matches, the response is 412. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description Visible ASCII characters, optionally quoted, such as a new UUID for each change. For 24 hours, the same request with the same key has no further effect and returns the first response again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /**
                 * @description Id of the rule.
                 * @example 0198c1f4-61d2-7b0f-9a57-3c1d0f6a2e44
                 */
                rule_id: components["parameters"]["RuleIdInPath"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "priority": 90,
                 *       "description": null
                 *     }
                 */
                "application/json": components["schemas"]["RuleUpdate"];
            };
        };
        responses: {
            /** @description The updated rule. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            204: components["responses"]["UnreadWithEtag"];
            400: components["responses"]["BadKey"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["AdminOnly"];
            404: components["responses"]["NotFound"];
            408: components["responses"]["Timeout"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["PreconditionFailed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJson"];
            422: components["responses"]["InvalidOrReused"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Uncertain"];
        };
    };
    listCustomerRules: {
        parameters: {
            query?: {
                /** @description Only the rules that are active. */
                active_only?: components["parameters"]["ActiveOnly"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The effective rules. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectiveRules"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listSubscriptions: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field: time of creation at Stripe or of the last change here. */
                sort_by?: "created_at" | "updated_at";
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only subscriptions in this status. */
                status?: components["parameters"]["Status"];
                /** @description Only what belongs to this customer. */
                customer_id?: components["parameters"]["CustomerId"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["SubscriptionPage"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSubscription: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Subscription id assigned by this API, not by Stripe.
                 * @example 0198c1f2-9d41-7aa0-8a46-2f0f3c0c7a5e
                 */
                subscription_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The subscription. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Subscription"];
                };
            };
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    listCustomerSubscriptions: {
        parameters: {
            query?: {
                /** @description Page number, starting at 1. */
                page?: components["parameters"]["Page"];
                /** @description Number of rows per page. A page larger than 10 MB is rejected. */
                per_page?: components["parameters"]["PerPage"];
                /** @description `next_cursor` of the previous page. Valid only with the same filters and sort order. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Sort field: time of creation at Stripe or of the last change here. */
                sort_by?: "created_at" | "updated_at";
                /** @description Sort direction. Ties are broken by id in the same direction. */
                sort_dir?: components["parameters"]["SortDir"];
                /** @description Only subscriptions in this status. */
                status?: components["parameters"]["Status"];
            };
            header?: never;
            path: {
                /**
                 * @description Id of the customer.
                 * @example 497f6eca-6276-4993-bfeb-53cbbbba6f08
                 */
                customer_id: components["parameters"]["CustomerIdInPath"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["SubscriptionPage"];
            401: components["responses"]["NoKey"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            422: components["responses"]["Invalid"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    stripeWebhook: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description Stripe’s signature of the body, with its timestamp.
                 * @example t=1792000000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd
                 */
                "Stripe-Signature": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "evt_1Pgc76B7WZ01zgkWwyRHS12y",
                 *       "object": "event",
                 *       "type": "customer.subscription.updated",
                 *       "created": 1792000000,
                 *       "livemode": true,
                 *       "account": "acct_1Pgc75B7WZ01zgkW",
                 *       "data": {
                 *         "object": {
                 *           "id": "sub_1MowQVLkdIwHu7ixeRlqHVzs",
                 *           "object": "subscription",
                 *           "status": "active"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["StripeEvent"];
            };
        };
        responses: {
            /** @description The event is accepted and does not need to be sent again. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StripeOutcome"];
                };
            };
            /** @description `signature_invalid`: The Stripe-Signature header is missing, does not match the body, or has a timestamp more than 300 seconds from now. `event_invalid`: The signature is valid, but the body is not a valid Stripe event. */
            400: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `account_unknown`: No tenant is connected to this Stripe account yet. */
            404: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Idempotent-Replayed": components["headers"]["Replayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            408: components["responses"]["Timeout"];
            413: components["responses"]["TooLarge"];
            429: components["responses"]["RateLimited"];
            500: components["responses"]["Internal"];
            /** @description `webhook_not_configured`: STRIPE_WEBHOOK_SECRET is not set, so events cannot be verified. `webhook_secret_unknown`: The database does not know the secret that signed this event. `not_ready`: The database login role does not have exactly the required privileges. `database_unavailable`: The database cannot be reached or took too long, and nothing was changed. `outcome_unknown`: The change was sent to the database, but it is unknown whether it was made. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    "Retry-After": components["headers"]["RetryAfterIfTemporary"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service is alive. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    getReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service is ready. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readiness"];
                };
            };
            500: components["responses"]["Internal"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The OpenAPI document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "RateLimit-Policy": components["headers"]["RateLimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenApi"];
                };
            };
        };
    };
}
