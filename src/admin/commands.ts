import type { Role } from '../auth/policy.ts'
import type { Answer, Command } from './command-line.ts'
import { createKey, type ListedKey, listKeys, type NewKey, revokeKey } from './keys.ts'
import { renewLogin } from './login.ts'
import { migrate } from './migrate.ts'
import { OperatorError, quote } from './operator-error.ts'
import { stripeCommands } from './stripe-commands.ts'
import { formatRecord, formatTable } from './table.ts'
import { createTenant, listTenants, resumeTenant, suspendTenant, type Tenant } from './tenants.ts'

const keyShape = '"id","mode","prefix","last_four","role","customer_id","scopes","name","expires_at","created_at"'

/** Everything that an operator can do, in the order of the help. */
export const commands: readonly Command[] = [
  {
    name: 'migrate',
    about: 'Applies pending migrations.',
    prints: '{"applied":["<file>",…]}',
    async run({ database }) {
      const applied = await migrate(database.connectionString)
      const text =
        applied.length > 0 ? applied.map((file) => `Applied ${file}.\n`).join('') : 'No pending migrations.\n'
      return { json: { applied }, text }
    },
  },
  {
    name: 'database-url',
    about: "Sets a new password for the Worker's role and prints the Worker's DATABASE_URL. It is shown only once.",
    prints: '{"database_url"}',
    async run({ database }) {
      const url = await renewLogin(database)
      return { json: { database_url: url }, text: `${url}\n` }
    },
  },
  {
    name: 'tenant create',
    operands: ['slug'],
    required: ['name'],
    about: 'Creates a tenant, its sandbox, and an admin key for each. The keys are shown only once.',
    prints: '{"tenant":{"id","slug","name"},"sandbox":{"id"},"keys":{"live":{"id","key"},"test":{"id","key"}}}',
    async run({ database, operands: [slug], options }) {
      const made = await createTenant(database.query, { slug, name: options.name ?? '' })
      const text = formatRecord([
        ['slug', made.tenant.slug],
        ['name', made.tenant.name],
        ['tenant id', made.tenant.id],
        ['sandbox id', made.sandbox.id],
        ['live key', made.keys.live.key],
        ['live key id', made.keys.live.id],
        ['test key', made.keys.test.key],
        ['test key id', made.keys.test.id],
      ])
      return { json: made, text: `${text}\nThe keys are shown only once.\n` }
    },
  },
  {
    name: 'tenant list',
    about: 'Lists all tenants, oldest first.',
    prints: '{"tenants":[{"id","slug","name","sandbox_id","suspended_at","created_at"},…]}',
    async run({ database }) {
      const tenants = await listTenants(database.query)
      const text = formatTable(tenants, ['slug', 'name', 'id', 'sandbox_id', 'suspended_at', 'created_at'])
      return { json: { tenants }, text }
    },
  },
  {
    name: 'tenant suspend',
    operands: ['slug'],
    about: 'Rejects every request of the tenant and its sandbox, starting with the next one.',
    prints: '{"tenant":{"id","slug","name","suspended_at"}}',
    run: async ({ database, operands: [slug] }) => answerTenant(await suspendTenant(database.query, slug)),
  },
  {
    name: 'tenant resume',
    operands: ['slug'],
    about: 'Serves a suspended tenant again, starting with the next request.',
    prints: '{"tenant":{"id","slug","name","suspended_at"}}; suspended_at is null',
    run: async ({ database, operands: [slug] }) => answerTenant(await resumeTenant(database.query, slug)),
  },
  {
    name: 'key create',
    operands: ['slug'],
    options: ['test', 'role', 'customer', 'scopes', 'expires', 'name'],
    about: 'Creates a key. It is shown only once.',
    prints: `{"id","key",${keyShape.slice(5)}}`,
    async run({ database, operands: [slug], options }) {
      const made = await createKey(database.query, {
        slug,
        mode: options.test ? 'test' : 'live',
        role: readRole(options.role ?? 'admin'),
        customerId: options.customer,
        scopes: (options.scopes ?? '*').split(',').map((scope) => scope.trim()),
        expiresAt: options.expires,
        name: options.name,
      })
      return {
        json: made,
        text: `${formatRecord([['key', made.key], ...describeKey(made)])}\nThe key is shown only once.\n`,
      }
    },
  },
  {
    name: 'key list',
    operands: ['slug'],
    about: "Lists the tenant's live and test keys, oldest first.",
    prints: `{"keys":[{${keyShape},"state","last_used_at","revoked_at"},…]}; state is active, expired or revoked`,
    async run({ database, operands: [slug] }) {
      const keys = await listKeys(database.query, slug)
      const rows = keys.map((key) => ({ ...key, key: `${key.prefix}…${key.last_four}` }))
      const columns = ['id', 'key', 'state', 'role', 'customer_id', 'scopes', 'name', 'expires_at'] as const
      return { json: { keys }, text: formatTable(rows, [...columns, 'last_used_at', 'revoked_at', 'created_at']) }
    },
  },
  {
    name: 'key revoke',
    operands: ['key id'],
    about: 'Revokes the key permanently, starting with its next request.',
    prints: `{"id","tenant",${keyShape.slice(5)},"revoked_at"}`,
    async run({ database, operands: [id] }) {
      const key = await revokeKey(database.query, id)
      return {
        json: key,
        text: formatRecord([['revoked at', key.revoked_at], ['tenant', key.tenant], ...describeKey(key)]),
      }
    },
  },
  ...stripeCommands,
]

function answerTenant(tenant: Tenant): Answer {
  return { json: { tenant }, text: formatTable([tenant], ['slug', 'name', 'id', 'suspended_at']) }
}

function describeKey(key: Omit<NewKey, 'key'> | ListedKey) {
  return [
    ['id', key.id],
    ['prefix', key.prefix],
    ['last four', key.last_four],
    ['mode', key.mode],
    ['role', key.role],
    ['customer id', key.customer_id],
    ['scopes', key.scopes],
    ['name', key.name],
    ['expires at', key.expires_at],
    ['created at', key.created_at],
  ] as const
}

function readRole(text: string): Role {
  if (text === 'admin' || text === 'customer') return text
  throw new OperatorError(`${quote(text)} is not a role. Use admin or customer.`)
}
