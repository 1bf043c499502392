import { describe, expect, test } from 'vitest'
import { hashKey } from '../../src/auth/key.ts'
import { newTenant, operator, validationErrors } from './harness.ts'

describe('GET /v1/api-keys', () => {
  test('returns keys newest first with their state, without the key text or hash', async () => {
    const tenant = await newTenant()
    const created = []
    for (const body of [
      { name: 'active', expires_at: '2999-01-31T12:00:00Z' },
      { name: 'expired' },
      { name: 'revoked' },
    ])
      created.push((await tenant.post('/v1/api-keys', body)).body)
    await operator(`update api_keys set expires_at = now() where id = $1`, [created[1].id])
    await operator(`update api_keys set expires_at = now(), revoked_at = now() where id = $1`, [created[2].id])

    const { body } = await tenant.get('/v1/api-keys')
    expect(body).toMatchObject({ total: 4, page: 1, total_pages: 1, next_cursor: null })
    expect(body.api_keys.map(({ name, state }: Record<string, string>) => `${name} ${state}`)).toEqual([
      'revoked revoked',
      'expired expired',
      'active active',
      'first live key active',
    ])
    const { key: _, ...withoutText } = created[0]
    expect(body.api_keys[2]).toEqual(withoutText)
    expect(body.api_keys[3].last_used_at).toMatch(/Z$/)
    for (const { key } of created) {
      expect(JSON.stringify(body)).not.toContain(key)
      expect(JSON.stringify(body)).not.toContain(await hashKey(key))
    }
  })

  test('returns each key once by page number and by cursor, in both directions', async () => {
    const tenant = await newTenant()
    for (let index = 0; index < 4; index++) await tenant.key({ name: `key ${index}` })
    const names = (body: { api_keys: { name: string }[] }) => body.api_keys.map(({ name }) => name)
    const all = names((await tenant.get('/v1/api-keys?sort_dir=asc')).body)
    expect(all).toEqual(['first live key', 'key 0', 'key 1', 'key 2', 'key 3'])

    for (const direction of ['asc', 'desc']) {
      const [byPage, byCursor]: string[][] = [[], []]
      for (const page of [1, 2, 3])
        byPage?.push(...names((await tenant.get(`/v1/api-keys?per_page=2&sort_dir=${direction}&page=${page}`)).body))
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body } = await tenant.get(`/v1/api-keys?per_page=2&sort_dir=${direction}${cursor}`)
        byCursor?.push(...names(body))
        cursor = body.next_cursor && `&cursor=${body.next_cursor}`
      }
      const expected = direction === 'asc' ? all : all.toReversed()
      expect([byPage, byCursor]).toEqual([expected, expected])
    }
  })

  test.each([
    ['per_page=101', 'query.per_page less_than_equal'],
    ['page=0', 'query.page greater_than_equal'],
    ['sort_by=name', 'query.sort_by literal_error'],
    ['cursor=mine', 'query.cursor value_error'],
    ['state=active', 'query.state extra_forbidden'],
  ])('rejects %s', async (query, expected) => {
    const tenant = await newTenant()
    expect(validationErrors(await tenant.get(`/v1/api-keys?${query}`))).toEqual([expected])
  })
})
