import type { components, operations } from './generated.ts'

// Names for the generated types. Nothing here repeats a field of the API.

type Schemas = components['schemas']
type Operation = keyof operations

/** The query parameters of an operation. */
export type Query<Id extends Operation> = NonNullable<operations[Id]['parameters']['query']>

/** The parameters of a list. A list starts at a page or continues after a cursor, never both. */
export type ListQuery<Id extends Operation> = Omit<Query<Id>, 'page' | 'cursor'> &
  ({ page?: number; cursor?: never } | { page?: never; cursor?: string })

export type Customer = Schemas['Customer']
export type CustomerSummary = Schemas['CustomerSummary']
export type CustomerPage = Schemas['CustomerPage']
export type NewCustomer = Schemas['NewCustomer']
export type ClonedCustomer = Schemas['ClonedCustomer']
export type CustomerBatch = Schemas['CustomerBatch']
/** What a clone would create. The setup and the rules are shown only to a key that can read both. */
export type ClonePreview = Schemas['CloneOutline'] & Partial<Schemas['ClonePreview']>
export type CustomerCounts = Schemas['CustomerCounts']
export type CustomerListParams = ListQuery<'listCustomers'>
export type CustomerExportParams = Query<'exportCustomers'> & { format: 'csv' | 'ndjson' }
export type CustomerGetParams = Query<'getCustomer'>
export type CustomerCreateParams = Schemas['CustomerInput']
export type CustomerUpdateParams = Body<'updateCustomer'>
export type CustomerUpsertParams = Body<'putCustomerByExternalId'>
export type CustomerBatchParams = Schemas['CustomerBatchInput']
export type CustomerCloneParams = Omit<Schemas['CloneInput'], 'source_customer_id' | 'dry_run'> & Query<'cloneCustomer'>
export type EffectiveRules = Schemas['EffectiveRules']
export type CustomerRuleListParams = Query<'listCustomerRules'>
export type CustomerSubscriptionListParams = ListQuery<'listCustomerSubscriptions'>

export type Subscription = Schemas['Subscription']
export type SubscriptionPage = Schemas['SubscriptionPage']
export type SubscriptionListParams = ListQuery<'listSubscriptions'>

export type Instance = Schemas['Instance']
export type InstancePage = Schemas['InstancePage']
export type InstanceMove = Schemas['InstanceMove']
export type InstanceMovePage = Schemas['InstanceMovePage']
export type InstanceListParams = ListQuery<'listInstances'>
export type InstanceCreateParams = Schemas['InstanceInput']
export type InstanceUpdateParams = Schemas['InstanceUpdate']
export type InstanceHistoryParams = ListQuery<'listInstanceMoves'>

export type Rule = Schemas['Rule']
export type RulePage = Schemas['RulePage']
export type RuleListParams = ListQuery<'listRules'>
export type RuleCreateParams = Schemas['RuleInput']
export type RuleUpdateParams = Schemas['RuleUpdate']

export type ApiKey = Schemas['ApiKey']
export type ApiKeyPage = Schemas['ApiKeyPage']
export type OwnApiKey = Schemas['OwnApiKey']
export type NewApiKey = Schemas['NewApiKey']
export type RotatedApiKey = Schemas['RotatedApiKey']
export type ApiKeyListParams = ListQuery<'listApiKeys'>
export type ApiKeyCreateParams = Schemas['ApiKeyInput']
export type ApiKeyRevokeParams = Query<'revokeApiKey'>
export type ApiKeyRotateParams = Schemas['RotationInput']

export type AuditEntry = Schemas['AuditEntry']
export type AuditPage = Schemas['AuditPage']
export type AuditLogListParams = ListQuery<'listAuditLog'>

/** One of the validation errors of a request. */
export type ValidationIssue = Schemas['ValidationFailure']['detail'][number]
/** What prevents a change, in addition to the fields of every error. */
export type Conflict = Partial<Omit<Schemas['ConflictFailure'] & Schemas['ArchiveFailure'], keyof Failure>>
export type Failure = Schemas['Failure']

type Body<Id extends Operation> = operations[Id] extends {
  requestBody: { content: { 'application/json': infer Json } }
}
  ? Json
  : never
