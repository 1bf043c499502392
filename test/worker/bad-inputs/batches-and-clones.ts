import type { Theme } from './bad-input.ts'

const BATCH = 'POST /v1/customers/batch'
const CLONE = 'POST /v1/customers/{customer}/clone'
const clone = (fields: object) => ({ source_customer_id: '{customer}', company_name: 'Pete', ...fields })

/** Bodies of batches and clones. */
export const batchesAndClones: Theme = [
  [
    'a batch without rows',
    BATCH,
    'body.customers too_short',
    'at least 1',
    { body: { customers: [] }, instead: { body: { customers: [{}] } } },
  ],
  ['a batch of 101 rows', BATCH, 'body.customers too_long', '100', { body: { customers: Array(101).fill({}) } }],
  ['a batch that is a list', BATCH, 'body model_attributes_type', 'object', { body: [{}] }],
  [
    'a batch under another name',
    BATCH,
    ['body.customers missing', 'body.rows extra_forbidden'],
    'required',
    { body: { rows: [{}] } },
  ],
  ['a batch that is an object', BATCH, 'body.customers list_type', 'list', { body: { customers: {} } }],
  [
    'a clone of another customer than the path’s',
    CLONE,
    'body.source_customer_id value_error',
    'customer_id in the path',
    { body: clone({ source_customer_id: '{taken}' }), instead: { body: clone({}) } },
  ],
  [
    'a clone without a name',
    CLONE,
    'body.company_name string_too_short',
    'at least 1',
    { body: clone({ company_name: ' ' }) },
  ],
  ['a flag as a text', CLONE, 'body.dry_run bool_parsing', 'true or false', { body: clone({ dry_run: 'true' }) }],
  ['a flag as a list', CLONE, 'body.clone_rules bool_type', 'true or false', { body: clone({ clone_rules: [] }) }],
  [
    'rule keys without rules',
    CLONE,
    'body.rule_keys value_error',
    'clone_rules',
    { body: clone({ clone_rules: false, rule_keys: ['after-hours'] }) },
  ],
  [
    'a rule key that the source does not have',
    CLONE,
    'body.rule_keys value_error',
    '"nights"',
    { body: clone({ rule_keys: ['nights'] }), instead: { body: clone({ rule_keys: ['after-hours'] }) } },
  ],
  ['rule keys as a text', CLONE, 'body.rule_keys list_type', 'list', { body: clone({ rule_keys: 'after-hours' }) }],
  ['1,001 rule keys', CLONE, 'body.rule_keys too_long', '1000', { body: clone({ rule_keys: Array(1001).fill('a') }) }],
  ['metadata of a clone', CLONE, 'body.metadata extra_forbidden', 'not permitted', { body: clone({ metadata: {} }) }],
]
