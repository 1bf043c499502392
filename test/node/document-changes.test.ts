import { describe, expect, test } from 'vitest'
import { operations } from '../../src/app.ts'
import { apiDocument } from '../../src/service/document.ts'
import { root } from '../setup/dev-run.ts'
import { changesBetween, type Json } from '../setup/document-changes.ts'
import { readPage } from '../setup/markdown.ts'
import { releasedDocument } from '../setup/released-document.ts'

const document: Json = JSON.parse(JSON.stringify(await apiDocument(operations)))
const committed: Json = JSON.parse(readPage('docs/openapi.json'))
const textsOf = (before: Json, after: Json) => changesBetween(before, after).map(({ text }) => text)

describe('the committed document', () => {
  test('is the current one; otherwise run `npm run openapi -- docs/openapi.json`', () => {
    expect(textsOf(committed, document)).toEqual([])
    expect(document).toEqual(committed)
  })

  test('has no breaking change since the last release that the changelog does not list', () => {
    const page = readPage('CHANGELOG.md').replaceAll(/\s+/g, ' ')
    const unreleased = page.split(' ## ')[1] ?? ''
    const breaking = changesBetween(releasedDocument(root), document).filter(({ isBreaking }) => isBreaking)
    expect(breaking.map(({ text }) => text).filter((text) => !unreleased.includes(text))).toEqual([])
  })
})

const at = (path: string, document: Json) => path.split(' ').reduce((inner, step) => inner[step], document)
const schema = (name: string) => `components schemas ${name}`

/** A change to the document, how it is named, and whether it is breaking. */
const CHANGES: [string, boolean, (document: Json) => void][] = [
  ['`GET /v1/rules` is removed', true, (d) => delete d.paths['/v1/rules'].get],
  ['`GET /new` is added', false, (d) => Object.assign(d.paths, { '/new': { get: d.paths['/health'].get } })],
  [
    '`getRule` is now called `readRule`',
    true,
    (d) => Object.assign(at('paths /v1/rules/{rule_id} get', d), { operationId: 'readRule' }),
  ],
  ['`listRules` no longer takes `sort_by`', true, (d) => at('paths /v1/rules get parameters', d).splice(3, 1)],
  [
    '`listRules` now requires `per_page`',
    true,
    (d) => Object.assign(d.components.parameters.PerPage, { required: true }),
  ],
  [
    '`listRules per_page` in a request has `maximum` 50 instead of 100',
    true,
    (d) => Object.assign(d.components.parameters.PerPage.schema, { maximum: 50 }),
  ],
  [
    '`listRules per_page` may now be repeated',
    false,
    (d) => {
      const { PerPage } = d.components.parameters
      Object.assign(PerPage, { schema: { type: 'array', items: PerPage.schema } })
    },
  ],
  [
    '`listRules instance_id` can no longer be repeated',
    true,
    (d) => {
      const [filter] = at('paths /v1/rules get parameters', d).filter((one: Json) => one.name === 'instance_id')
      filter.schema = filter.schema.items
    },
  ],
  [
    '`updateRule` now returns 202',
    true,
    (d) => Object.assign(at('paths /v1/rules/{rule_id} patch responses', d), { 202: {} }),
  ],
  [
    '`getRule` now requires `admin`',
    true,
    (d) => at('paths /v1/rules/{rule_id} get security 0 ApiKey', d).push('admin'),
  ],
  ['`Rule.priority` in a response is removed', true, (d) => delete at(`${schema('Rule')} properties`, d).priority],
  [
    '`Rule.extra` in a response is added',
    false,
    (d) => Object.assign(at(`${schema('Rule')} properties`, d), { extra: {} }),
  ],
  [
    '`Rule.name` in a response may now be `null`',
    true,
    (d) => Object.assign(at(`${schema('Rule')} properties name`, d), { type: ['string', 'null'] }),
  ],
  [
    '`RuleInput.priority` in a request is now required',
    true,
    (d) => at(`${schema('RuleInput')} required`, d).push('priority'),
  ],
  ['`RuleInput.name` in a request is removed', true, (d) => delete at(`${schema('RuleInput')} properties`, d).name],
  [
    '`InstanceStatus` in a response may now be `lost`',
    true,
    (d) => at(`${schema('InstanceStatus')} enum`, d).push('lost'),
  ],
  [
    '`RuleInput.name` in a request has `maxLength` 300 instead of 200',
    false,
    (d) => Object.assign(at(`${schema('RuleInput')} properties name`, d), { maxLength: 300 }),
  ],
  [
    '`BatchResult.customer` in a response can no longer be null',
    false,
    (d) => at(`${schema('BatchResult')} properties customer anyOf`, d).pop(),
  ],
]

describe('a change is named and classified as breaking or not:', () => {
  test.each(CHANGES)('%s', (text, isBreaking, change) => {
    const changed = structuredClone(document)
    change(changed)
    const changes = changesBetween(document, changed)
    expect(changes).toContainEqual({ text, isBreaking })
    expect(changes.filter((other) => other.isBreaking !== isBreaking)).toEqual([])
  })

  test('an unchanged document has no changes, and an enum that is documented to grow can do so', () => {
    const grown = structuredClone(document)
    at(`${schema('ErrorCode')} enum`, grown).push('new_code')
    const text = '`ErrorCode` in a response may now be `new_code`'
    expect(changesBetween(document, document)).toEqual([])
    expect(changesBetween(document, grown)).toEqual([{ text, isBreaking: false }])
  })
})
