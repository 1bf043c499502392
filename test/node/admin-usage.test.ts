import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { runAdmin } from '../setup/admin-run.ts'

const commands =
  'migrate, database-url, tenant create, tenant list, tenant suspend, tenant resume, key create, key list, key ' +
  'revoke, stripe connect, stripe replay, stripe demo-event'

describe('wrong usage is told in one sentence that names what is allowed, before any database is asked', () => {
  test.for([
    ['', `A command is missing. Commands: ${commands}. Use --help for details.`],
    ['drop everything', `"drop everything" is not a command. Commands: ${commands}. Use --help for details.`],
    ['key', '"key" is not a command. Commands: key create, key list, key revoke. Use --help for details.'],
    [
      'tenant delete x',
      '"tenant delete" is not a command. Commands: tenant create, tenant list, tenant suspend, tenant resume. ' +
        'Use --help for details.',
    ],
    ['tenant create', '"tenant create" requires --name <text>: tenant create <slug> --name <text>.'],
    ['tenant create --name A', '"tenant create" requires <slug>: tenant create <slug> --name <text>.'],
    ['tenant create a b --name A', '"tenant create" does not take "b": tenant create <slug> --name <text>.'],
    ['tenant create a --name', '--name requires a value: --name <text>.'],
    ['tenant create a --name --json', '--name requires a value: --name <text>.'],
    ['tenant create a --name A --name B', '--name is given twice.'],
    ['tenant list x', '"tenant list" does not take "x": tenant list.'],
    ['tenant list --test', '"tenant list" has no option --test. Its options are --data, --json, --help.'],
    ['tenant list --json=yes', '--json takes no value.'],
    ['key revoke', '"key revoke" requires <key id>: key revoke <key id>.'],
    ['stripe connect', '"stripe connect" requires <slug> <acct_…>: stripe connect <slug> <acct_…>.'],
    ['stripe connect a', '"stripe connect" requires <acct_…>: stripe connect <slug> <acct_…>.'],
    ['stripe connect a b c', '"stripe connect" does not take "c": stripe connect <slug> <acct_…>.'],
    [
      'key create a --scope x',
      '"key create" has no option --scope. Its options are --test, --role, --customer, --scopes, --expires, --name, ' +
        '--data, --json, --help.',
    ],
  ] as const)('%s', async ([line, sentence]) => {
    const args = line.split(' ').filter(Boolean)
    expect(await runAdmin(args, { DATABASE_ADMIN_URL: 'nothing' })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${sentence}\n`,
    })
  })
})

describe('--help', () => {
  test.for(['--help', '-h'])('%s alone shows every command', async (option) => {
    const { code, stdout, stderr } = await runAdmin([option])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of commands.split(', ')) expect(stdout).toContain(`\n  ${command}`)
    expect(stdout).toContain('DATABASE_ADMIN_URL')
  })

  test('after a command shows its options and what it prints', async () => {
    const { code, stdout } = await runAdmin(['key', 'create', '--help'])
    expect(code).toBe(0)
    for (const option of ['--test', '--role', '--customer', '--scopes', '--expires', '--name', '--data', '--json']) {
      expect(stdout).toContain(`\n  ${option}`)
    }
    expect(stdout).toContain('{"id","key",')
  })

  test('after the first word of several shows those', async () => {
    const { stdout } = await runAdmin(['tenant', '--help'])
    expect(stdout).toContain('\n  tenant suspend <slug>')
    expect(stdout).not.toContain('\n  key ')
  })
})

test('npm run -s admin prints one JSON document and nothing else', async () => {
  const env = { ...process.env, DATABASE_ADMIN_URL: inject('database').ownerUrl }
  const args = ['run', '-s', 'admin', '--', 'tenant', 'list', '--json']
  const { stdout } = await promisify(execFile)('npm', args, { env, cwd: new URL('../..', import.meta.url).pathname })
  expect(JSON.parse(stdout)).toEqual({ tenants: expect.any(Array) })
})
