import { expect, test } from 'vitest'
import { defaultDataDir } from '../../src/admin/local-stack.ts'
import { formatBanner } from '../../src/local/banner.ts'

const owner = 'postgres://owner:a&b@db.example.com/customers?sslmode=require'
const create = 'npm run -s admin -- tenant create acme --name Acme'

test.for([
  ['on the default folder', { dataDir: defaultDataDir, isExternal: false }, owner, create],
  ['on another folder', { dataDir: '/data/a b', isExternal: false }, owner, `${create} --data '/data/a b'`],
  [
    'on an external database',
    { dataDir: defaultDataDir, isExternal: true },
    owner,
    `DATABASE_ADMIN_URL='${owner}' ${create}`,
  ],
  [
    'on an external database whose owner is unknown',
    { dataDir: defaultDataDir, isExternal: true },
    null,
    `DATABASE_ADMIN_URL='<URL of the role that owns the tables>' ${create}`,
  ],
] as const)(
  'without demo keys, the command to create a tenant uses the database of a run %s',
  ([, location, database, command]) => {
    const banner = formatBanner({ api: 'http://127.0.0.1:8787', neon: '', database, keys: {} }, location)
    expect(banner).toContain(`To create a tenant with keys:\n\n  ${command}\n`)
  },
)

test('with demo keys, a live and a test key of a tenant are shown with the address of the dashboard', () => {
  const keys = { crewamp: { live: 'hc_live_one', test: 'hc_test_two' } }
  const ready = { api: 'http://127.0.0.1:8787', neon: '', database: owner, keys }
  const banner = formatBanner(ready, { dataDir: defaultDataDir, isExternal: false })
  expect(banner).toMatch(/dashboard +http:\/\/127\.0\.0\.1:8787\/dashboard\n/)
  expect(banner).toMatch(/live +hc_live_one\n +test +hc_test_two\n/)
})
