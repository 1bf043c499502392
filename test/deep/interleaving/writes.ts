import type { ApiRequest } from '../served/api.ts'
import { deliveryOf, stripeEvent } from '../served/tenant.ts'
import { IDS, type World } from './world.ts'

const { steve, archived, stopped, terminated, rule, rule2 } = IDS
const NEW = 'new@x.example'

type Request = (world: World) => ApiRequest
/** What a write changes, locks or claims. */
type Touched = 'Steve' | 'new email' | 'crm-2' | 'old email' | 'Stripe' | 'second key'
type Write = { touches: Touched[]; request: Request }

const send =
  (method: string, path: string, body?: unknown): Request =>
  ({ tenant: { key } }) => ({ method, path: `/v1/${path}`, key, ...(body !== undefined && { body }) })

const aRule = { name: 'A rule', trigger_event: 'call.missed', actions: [{ type: 'notify' }] }

/** An event about Steve's Stripe customer, or about the one that waits. */
const event =
  (id: string, type: string, fields: Record<string, unknown>): Request =>
  ({ tenant }) =>
    deliveryOf({ ...stripeEvent(tenant, type, fields, 1_700_000_100), id: `evt_${id}` })

/** Writes that touch the same rows: Steve, the email and the external id of a new customer, or the second key. */
export const WRITES: Record<string, Write> = {
  create: {
    touches: ['new email', 'crm-2'],
    request: send('POST', 'customers', { company_name: 'Created', email: NEW, external_id: 'crm-2' }),
  },
  'create with the email of an archived customer': {
    touches: ['old email'],
    request: send('POST', 'customers', {
      ...{ company_name: 'Second', email: 'old@x.example' },
    }),
  },
  'create two': {
    touches: ['new email', 'crm-2'],
    request: send('POST', 'customers/batch', {
      customers: [
        { company_name: 'Third', external_id: 'crm-3' },
        { company_name: 'Fourth', email: NEW, external_id: 'crm-2' },
      ],
    }),
  },
  patch: {
    touches: ['Steve', 'new email'],
    request: send('PATCH', `customers/${steve}`, { company_name: 'Patched', email: NEW }),
  },
  'put a new customer': {
    touches: ['crm-2'],
    request: send('PUT', 'customers/external/crm-2', { company_name: 'Put', industry: 'plumbing' }),
  },
  'put an existing customer': {
    touches: ['Steve', 'new email'],
    request: send('PUT', 'customers/external/crm-1', { industry: 'roofing', email: NEW }),
  },
  archive: { touches: ['Steve'], request: send('DELETE', `customers/${steve}`) },
  restore: { touches: ['old email'], request: send('POST', `customers/${archived}/restore`) },
  'restore Steve': { touches: ['Steve'], request: send('POST', `customers/${steve}/restore`) },
  clone: {
    touches: ['Steve', 'new email'],
    request: send('POST', `customers/${steve}/clone`, { source_customer_id: steve, company_name: 'Copy', email: NEW }),
  },
  'create a rule': {
    touches: ['Steve'],
    request: send('POST', 'rules', { ...aRule, customer_id: steve, instance_id: terminated }),
  },
  'create a rule with a key': {
    touches: ['Steve'],
    request: send('POST', 'rules', { ...aRule, customer_id: steve, rule_key: 'a-key' }),
  },
  'update a rule': {
    touches: ['Steve'],
    request: send('PATCH', `rules/${rule2}`, { instance_id: terminated, rule_key: 'a-key' }),
  },
  'update the rule of an instance': {
    touches: ['Steve'],
    request: send('PATCH', `rules/${rule}`, { name: 'Updated' }),
  },
  'delete a rule': { touches: ['Steve'], request: send('DELETE', `rules/${rule}`) },
  'create an instance': {
    touches: ['Steve'],
    request: send('POST', 'instances', { customer_id: steve, status: 'running' }),
  },
  'start an instance': { touches: ['Steve'], request: send('PATCH', `instances/${stopped}`, { status: 'running' }) },
  'end an instance': { touches: ['Steve'], request: send('PATCH', `instances/${stopped}`, { status: 'terminated' }) },
  'delete an instance': { touches: ['Steve'], request: send('DELETE', `instances/${terminated}`) },
  'receive a subscription': {
    touches: ['Steve', 'Stripe'],
    request: event('sub', 'customer.subscription.created', { id: 'sub_steve', customer: 'cus_steve' }),
  },
  'receive its end': {
    touches: ['Steve', 'Stripe'],
    request: event('end', 'customer.subscription.deleted', {
      ...{ id: 'sub_steve', customer: 'cus_steve', status: 'canceled' },
    }),
  },
  'receive the same email again': {
    touches: ['new email', 'Stripe'],
    request: event('email', 'customer.updated', { id: 'cus_new', email: NEW }),
  },
  'receive a subscription that waits': {
    touches: ['new email', 'Stripe'],
    request: event('wait', 'customer.subscription.created', {
      ...{ id: 'sub_new', customer: 'cus_new' },
    }),
  },
  'rotate a key': {
    touches: ['second key'],
    request: ({ secondKeyId, tenant: { key } }) => ({
      ...{ method: 'POST', path: `/v1/api-keys/${secondKeyId}/rotate`, key, body: {} },
    }),
  },
  'revoke a key': {
    touches: ['second key'],
    request: ({ secondKeyId, tenant: { key } }) => ({
      ...{ method: 'DELETE', path: `/v1/api-keys/${secondKeyId}`, key },
    }),
  },
  'create with that key': {
    touches: ['second key'],
    request: ({ secondKey: key }) => ({
      ...{ method: 'POST', path: '/v1/customers', key, body: { company_name: 'By the second key' } },
    }),
  },
}

/** Whether two writes, which may be the same, touch the same rows. */
export function areRelated(one: string, other: string): boolean {
  const touched = WRITES[other]?.touches ?? []
  return WRITES[one]?.touches.some((what) => touched.includes(what)) ?? false
}
