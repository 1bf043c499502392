import { describe, expect, test } from 'vitest'
import { newTenant, operator } from './harness.ts'
import { BECOME, BECOME_BOUND, run } from './login-sql.ts'

// Lock 6, seal. A query can reveal values without returning them: it fails, or counts rows, if a condition holds for a
// row that no policy shows. Each of these would otherwise be evaluated before the policy's condition.

/** Fail when they are evaluated: the planner does not know their values in advance. */
const FAILS = '(select (1 / (random() * 0)::int) is null)'
const FAILING_TEXT = '(select (1 / (random() * 0)::int)::text)'
const EMAIL = 'steve@plumbing.example'

/** Conditions that fail for rows with this email, and for no others. No index has `locale`, so a scan does not fail. */
const CONDITIONS: [string, (email: string) => string][] = [
  ['a comparison', (email) => `email >= '${email}' and email <= '${email}' and locale > ${FAILING_TEXT}`],
  ['an equality', (email) => `email = any (array['${email}']) and locale > ${FAILING_TEXT}`],
  ['a choice', (email) => `case when ('{"${email}":1}'::jsonb)[email] is not null then ${FAILS} end`],
  ['a key of the metadata', (email) => `metadata['${email}'] is not null and locale > ${FAILING_TEXT}`],
]

describe('a query that has not entered a tenant fails or not regardless of the rows of tenants:', () => {
  const outcome = (work: Promise<unknown>) => work.catch((error: { code?: string }) => error.code)

  test.each(CONDITIONS)('%s', async (_, conditionOf) => {
    const { id } = await (await newTenant()).customer({ email: EMAIL, metadata: { [EMAIL]: 1 } })
    const [{ at } = {}] = await operator('select ctid::text as at from customers where id = $1', [id])
    const query = (email: string, where = '') => `select id from customers where ${conditionOf(email)} ${where}`
    const failing = query(EMAIL, `and id = '${id}'`)
    expect(await outcome(operator(failing))).toBe('22012')
    for (const become of [BECOME, BECOME_BOUND]) {
      for (const where of ['', `and ctid = '${at}'`]) {
        const [same, other] = [EMAIL, 'nobody@plumbing.example'].map((email) =>
          outcome(run(become, [query(email, where)])),
        )
        expect([where, await same]).toEqual([where, await other])
      }
    }
  })
})

describe('no index of all tenants answers a query of a tenant:', () => {
  test.each(['email_key', 'company_key'])('%s', async (column) => {
    await (await newTenant()).customer({ email: EMAIL, company_name: EMAIL })
    const plan = await run(
      BECOME,
      ['set local enable_seqscan = off'],
      [`explain (analyze, costs off, timing off) select from customers where ${column} = $1`, [EMAIL]],
    )
    expect(JSON.stringify(plan)).not.toContain('customers_search')
    expect(JSON.stringify(plan)).not.toContain('Removed')
  })

  test('the slugs of tenants', async () => {
    for (const become of [BECOME, BECOME_BOUND]) {
      await expect(run(become, ['select from tenants'])).rejects.toMatchObject({ code: '42501' })
    }
  })
})
