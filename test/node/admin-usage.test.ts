import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { runAdmin } from '../setup/admin-run.ts'

const commands =
  'migrate, database-url, tenant create, tenant list, tenant suspend, tenant resume, key create, key list, key ' +
  'rate-limit, key revoke, stripe secret, stripe connect, stripe replay, stripe demo-event'
const tenantCommands = 'tenant create, tenant list, tenant suspend, tenant resume'
const createOptions = '--test, --role, --customer, --scopes, --expires, --rate-limit, --name, --help, --data, --json'

describe('wrong usage is reported in one line that names what is allowed, without using a database', () => {
  test.for([
    ['', `Missing command. Commands: ${commands}. Use --help for details.`],
    ['drop everything', `Unknown command 'drop'. Commands: ${commands}. Use --help for details.`],
    ['key', 'Missing command. Commands: key create, key list, key rate-limit, key revoke. Use --help for details.'],
    ['tenant delete x', `Unknown command 'delete'. Commands: ${tenantCommands}. Use --help for details.`],
    ['tenant create', "Required option '--name <text>' not specified. Usage: tenant create <slug> --name <text>."],
    ['tenant create --name A', "Missing required argument 'slug'. Usage: tenant create <slug> --name <text>."],
    [
      'tenant create a b --name A',
      "Too many arguments for 'create'. Expected 1 argument but got 2: a, b. " +
        'Usage: tenant create <slug> --name <text>.',
    ],
    ['tenant create a --name', "Option '--name <text>' argument missing. Usage: tenant create <slug> --name <text>."],
    [
      'tenant create a --name --json',
      "Option '--name <text>' argument missing. Usage: tenant create <slug> --name <text>.",
    ],
    [
      'key create a --name --test',
      "Option '--name <text>' argument missing. Use --name=--test if that is the argument.",
    ],
    [
      'tenant list --data --json',
      "Option '--data <folder>' argument missing. Use --data=--json if that is the argument.",
    ],
    ['tenant create a --name A --name B', "Option '--name <text>' is given more than once. Use it only once."],
    ['tenant list --json --json', "Option '--json' is given more than once. Use it only once."],
    ['--data a tenant list --data b', "Option '--data <folder>' is given more than once. Use it only once."],
    ['tenant list x', "Too many arguments for 'list'. Expected 0 arguments but got 1: x. Usage: tenant list."],
    ['tenant list --test', "Unknown option '--test'. Options: --help, --data, --json."],
    ['tenant list --json=yes', "Unknown option '--json=yes'. Options: --help, --data, --json."],
    ['key revoke', "Missing required argument 'key id'. Usage: key revoke <key id>."],
    ['stripe connect', "Missing required argument 'slug'. Usage: stripe connect <slug> <account id> [options]."],
    [
      'stripe connect a',
      "Missing required argument 'account id'. Usage: stripe connect <slug> <account id> [options].",
    ],
    [
      'stripe connect a acct_1 c',
      "Too many arguments for 'connect'. Expected 2 arguments but got 3: a, acct_1, c. " +
        'Usage: stripe connect <slug> <account id> [options].',
    ],
    ['key create a --scope x', `Unknown option '--scope'. Options: ${createOptions}.`],
  ] as const)('%s', async ([line, sentence]) => {
    const args = line.split(' ').filter(Boolean)
    expect(await runAdmin(args, { DATABASE_ADMIN_URL: 'nothing' })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${sentence}\n`,
    })
  })

  test('an argument with line breaks', async () => {
    const { stderr } = await runAdmin(['tenant', 'list', '--a\nb'], { DATABASE_ADMIN_URL: 'nothing' })
    expect(stderr).toBe("Unknown option '--a?b'. Options: --help, --data, --json.\n")
  })
})

describe('--help', () => {
  test.for(['--help', '-h'])('%s without a command shows every command', async (option) => {
    const { code, stdout, stderr } = await runAdmin([option])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const command of commands.split(', ')) expect(stdout).toContain(`\n  ${command}`)
    expect(stdout).toContain('DATABASE_ADMIN_URL')
  })

  test('after a command shows its arguments, its options and what it prints', async () => {
    const { code, stdout } = await runAdmin(['key', 'create', '--help'])
    expect(code).toBe(0)
    for (const option of ['--test', '--role', '--customer', '--scopes', '--expires', '--name', '--data', '--json']) {
      expect(stdout).toContain(`\n  ${option}`)
    }
    expect(stdout).toContain('\n  slug ')
    expect(stdout).toContain('{"id","key",')
  })

  test('after a group shows its commands', async () => {
    const { stdout } = await runAdmin(['tenant', '--help'])
    expect(stdout).toContain('\n  tenant suspend <slug>')
    expect(stdout).not.toContain('\n  key ')
  })
})

test.for(commands.split(', '))('%s --help documents the shape of its JSON output', async (command) => {
  const { code, stdout } = await runAdmin([...command.split(' '), '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(new RegExp(`^Usage: npm run -s admin -- ${command}\\b[^]*\\nWith --json, prints \\{"`))
})

test('npm run -s admin prints one JSON document and nothing else', async () => {
  const env = { ...process.env, DATABASE_ADMIN_URL: inject('database').ownerUrl }
  const args = ['run', '-s', 'admin', '--', 'tenant', 'list', '--json']
  const { stdout } = await promisify(execFile)('npm', args, { env, cwd: new URL('../..', import.meta.url).pathname })
  expect(JSON.parse(stdout)).toEqual({ tenants: expect.any(Array) })
})
