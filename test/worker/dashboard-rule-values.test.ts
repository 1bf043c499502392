import { describe, expect, test } from 'vitest'
import { condition, fieldsIn, newVisitor, RULE } from './rule-forms.ts'

describe('the form of a stored rule', () => {
  const CONTENT = {
    conditions: [
      ...[4, '4', 'true', true, null, 'null', '', ' x ', '"', '"q"', 'a\nb', 'c\r\nd', '\n', 1e300, 0.1].map(
        (value) => ({
          ...{ field: 'f', operator: 'eq', value },
        }),
      ),
      ...[['a', 'b'], [1, '1', true, null, 'a, "b"'], [], 'a, b', [['x']], { deep: [1] }].map((value) => ({
        ...{ field: 'g', operator: 'in', value },
      })),
      { field: 'h', operator: 'eq', value: ['x', 2] },
      ...[{}, { value: true }, { value: false }, { value: 'no' }].map((value) => ({
        ...{ field: 'i', operator: 'exists', ...value },
      })),
    ],
    actions: [
      {
        type: 'notify',
        to: { phones: ['1', 2], owner: { name: ' Mia\n' } },
        empty: {},
        none: [],
        rows: [[1], [{ a: '' }]],
      },
      { type: 'send_webhook', body: '<textarea>\n"&amp;"', n: 1.5e-7, '': 'nameless', constructor: 'x', ' › ': null },
    ] as object[],
  }

  test('saves every value unchanged if nothing is edited, whatever its type and depth', async () => {
    const { tenant, get, post } = await newVisitor()
    const rule = { name: 'All', trigger_event: 'a.b', description: 'One\n\ntwo', ...CONTENT }
    const { body: created } = await tenant.post('/v1/rules', rule)
    const at = `/dashboard/rules/${created.id}`
    const page = (await get(at)).body
    const { status } = await post(at, fieldsIn(page))
    expect(status).toBe(303)
    const { body: saved } = await tenant.get(`/v1/rules/${created.id}`)
    expect(saved).toEqual({ ...created, updated_at: saved.updated_at })
    const added = await post(at, [...fieldsIn(page), ['do', 'add action']])
    await post(at, fieldsIn(added.body))
    expect((await tenant.get(`/v1/rules/${created.id}`)).body).toMatchObject(CONTENT)
  })

  test('changes one value at any depth, and removes one whose value is emptied', async () => {
    const { tenant, get, post } = await newVisitor()
    const actions = [{ type: 'notify', to: { phones: ['1', '2'], name: 'Mia', kept: { id: [[7]] } }, cc: 'x' }]
    const { body: created } = await tenant.post('/v1/rules', { name: 'A', trigger_event: 'a.b', actions })
    const at = `/dashboard/rules/${created.id}`
    const values: Record<string, string> = { Mia: 'Ben', '"1", "2"': '"1", "3"', x: '' }
    const fields = fieldsIn((await get(at)).body).map(([name, value]): [string, string] => {
      return [name, name === 'action0_value' ? (values[value] ?? value) : value]
    })
    expect((await post(at, fields)).status).toBe(303)
    expect((await tenant.get(`/v1/rules/${created.id}`)).body.actions).toEqual([
      { type: 'notify', to: { phones: ['1', '3'], name: 'Ben', kept: { id: [[7]] } } },
    ])
  })

  test('ignores stored values that no page sends', async () => {
    const { post, rules } = await newVisitor()
    const bases = ['[', '[1]', 'null', '"x"', '['.repeat(5000), `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`]
    for (const base of [...bases, '{"__proto__":{"x":1}}']) {
      const { status } = await post('/dashboard/rules', [
        ...[
          ...RULE,
          ...condition('a', 'eq', '1', base),
          ['action_type', 'notify'] as const,
          ['action_base', base] as const,
        ],
        ...[['action0_path', '["__proto__","x"]'] as const, ['action0_name', 'x'] as const],
        ...[['action0_value', 'polluted'] as const, ['action0_kind', 'one'] as const],
      ])
      expect(status).toBeLessThan(500)
    }
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false)
    for (const rule of await rules()) expect(rule.actions).toEqual([{ type: 'notify' }])
  })
})
