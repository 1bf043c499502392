import { describe, expect, test } from 'vitest'
import { cookieOf, visitorOf } from './dashboard.ts'
import { newTenant } from './harness.ts'
import { type Fields, fieldsIn } from './rule-forms.ts'

async function newForm(metadata: Record<string, unknown>) {
  const tenant = await newTenant()
  const { id } = await tenant.customer({ company_name: 'Steve', metadata })
  const visitor = await visitorOf(tenant)
  const at = `/dashboard/customers/${id}`
  const fields = fieldsIn((await visitor.get(`${at}?edit=profile`)).body, `action="${at}"`)
  const send = (changes: (field: Fields[number]) => string | undefined) =>
    visitor.post(
      at,
      fields.map((field) => [field[0], changes(field) ?? field[1]] as const),
    )
  const stored = async () => (await tenant.get(`/v1/customers/${id}`)).body
  return { tenant, id, at, visitor, send, stored }
}

const renamed = ([name]: Fields[number]) => (name === 'company_name' ? 'Pete' : undefined)

const METADATA = {
  ...{ lines: 'a\nb', windows: 'a\r\nb', break: '\r\n', outer: ' gold ', spaces: '  ', empty: '', text: '7', n: 7 },
  ...{ ' key ': 'x', key: 'y' },
}

describe('the metadata of a customer', () => {
  test('stays exactly the same if only its name is edited', async () => {
    const { send, stored } = await newForm(METADATA)
    expect((await send(renamed)).status).toBe(303)
    expect(await stored()).toMatchObject({ company_name: 'Pete' })
    expect((await stored()).metadata).toEqual(METADATA)
  })

  test('is not changed by a form that nobody edited', async () => {
    const { send, at, visitor } = await newForm(METADATA)
    const { headers } = await send(() => undefined)
    const page = await visitor.get(at, { headers: { Cookie: cookieOf({ headers }) } })
    expect(page.body).toContain('Nothing was changed.')
  })

  test('is changed only in the entry that was edited, whose line breaks can be removed', async () => {
    const { send, stored } = await newForm(METADATA)
    await send(([name, value]) => (name === 'metadata_value' && value === 'a\r\nb' ? 'ab ' : undefined))
    expect((await stored()).metadata).toEqual({ ...METADATA, lines: 'ab', windows: 'ab' })
  })

  test('keeps a value whose key is renamed', async () => {
    const { send, stored } = await newForm({ ' key ': ' x\ny ' })
    await send(([name]) => (name === 'metadata_key' ? 'key' : undefined))
    expect((await stored()).metadata).toEqual({ key: ' x\ny ' })
  })

  test('can be edited with 50 long values of any script, also after a conflict', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => `${index}`.padStart(40, '字'))
    const { tenant, id, at, visitor, send, stored } = await newForm({})
    for (const part of [keys.slice(0, 25), keys.slice(25)]) {
      const metadata = Object.fromEntries(part.map((key) => [key, '漢'.repeat(500)]))
      expect((await tenant.patch(`/v1/customers/${id}`, { metadata })).status).toBe(200)
    }
    const conflict = await send(renamed)
    expect(conflict.status).toBe(412)
    expect((await visitor.post(at, fieldsIn(conflict.body, `action="${at}"`))).status).toBe(303)
    const again = fieldsIn((await visitor.get(`${at}?edit=profile`)).body, `action="${at}"`)
    const saved = await visitor.post(at, [...again.filter(([name]) => name !== 'email'), ['email', 'p@a.example']])
    expect(saved.status).toBe(303)
    expect(await stored()).toMatchObject({ company_name: 'Pete', email: 'p@a.example' })
    expect(Object.keys((await stored()).metadata)).toHaveLength(50)
  })
})
