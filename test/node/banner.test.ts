import { expect, test } from 'vitest'
import { defaultDataDir } from '../../src/admin/local-stack.ts'
import { formatBanner } from '../../src/local/banner.ts'

const owner = 'postgres://owner:a&b@db.example.com/customers?sslmode=require'
const create = 'npm run -s admin -- tenant create acme --name Acme'

test.for([
  ['on the default folder', { dataDir: defaultDataDir, isExternal: false }, owner, create],
  ['on another folder', { dataDir: '/data/a b', isExternal: false }, owner, `${create} --data '/data/a b'`],
  [
    "on somebody's database",
    { dataDir: defaultDataDir, isExternal: true },
    owner,
    `DATABASE_ADMIN_URL='${owner}' ${create}`,
  ],
  [
    "on somebody's database whose owner is not known",
    { dataDir: defaultDataDir, isExternal: true },
    null,
    `DATABASE_ADMIN_URL='<URL of the role that owns the tables>' ${create}`,
  ],
] as const)('without demo keys, the command to copy finds the database of a run %s', ([, place, database, command]) => {
  const banner = formatBanner({ api: 'http://127.0.0.1:8787', neon: '', database, keys: {} }, place)
  expect(banner).toContain(`To create a tenant with keys:\n\n  ${command}\n`)
})
