import { z } from '@hono/zod-openapi'
import { ApiKeyInput } from '../../api-keys/api-key.ts'
import type { Role } from '../../auth/policy.ts'
import { PERIOD_SECONDS, RATE_LIMITS, type RateLimitName } from '../../limits/rate-limits.ts'
import { futureTime, uuid } from '../../validation/fields.ts'
import { onDatabase } from '../action.ts'
import type { AdminCommand } from '../admin-command.ts'
import { createKey, type Key, listKeys, revokeKey, setRateLimit } from '../keys.ts'
import { OperatorError } from '../operator-error.ts'
import { argument, flag, option } from '../parameters.ts'
import { formatRecord, formatTable } from '../table.ts'

type CreateOptions = {
  test?: true
  role?: Role
  customer?: string
  scopes?: string[]
  expires?: string
  name?: string
  rateLimit?: RateLimitName
}

const rateLimit = z.enum(Object.keys(RATE_LIMITS) as [RateLimitName])
const rateLimits = Object.entries(RATE_LIMITS)
  .map(([limit, { reads, writes }]) => `${limit} (${reads} reads and ${writes} writes in ${PERIOD_SECONDS} seconds)`)
  .join(', ')
const { role, customer_id, scopes, name } = ApiKeyInput.shape
const shape = '"mode","prefix","last_four","role","customer_id","scopes","rate_limit","name","expires_at","created_at"'

export function addKeyCommands(program: AdminCommand): void {
  const key = program.command('key').description('Creates, lists, limits and revokes API keys.')

  key
    .command('create')
    .description('Creates a key. It is shown only once.')
    .addArgument(argument('<slug>', 'slug of the tenant'))
    .addOption(flag('--test', "create a test key (hc_test_…) for the tenant's sandbox instead of a live key"))
    .addOption(option('--role <role>', 'admin for the whole tenant (default), or customer for one customer', role))
    .addOption(option('--customer <id>', 'the customer that a key with the role customer is bound to', customer_id))
    .addOption(
      option(
        '--scopes <a,b>',
        '* for all scopes (default), or a comma-separated list of <resource>:<read|write>; write does not include read',
        scopes,
        (text) => text.split(',').map((scope) => scope.trim()),
      ),
    )
    .addOption(
      option(
        '--expires <time>',
        'RFC 3339 time with a time zone, or a date (midnight UTC); if omitted, the key does not expire',
        futureTime,
        (text) => (/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text),
      ),
    )
    .addOption(option('--rate-limit <limit>', `${rateLimits}; standard by default`, rateLimit))
    .addOption(option('--name <text>', 'name of 1 to 200 characters', name))
    .printsJson(`{"id","key",${shape}}`)
    .hook('preAction', (command) => checkBinding(command.opts()))
    .action(
      onDatabase<CreateOptions>(async ({ database, options }, slug) => {
        const created = await createKey(database.query, {
          slug,
          mode: options.test ? 'test' : 'live',
          role: options.role ?? 'admin',
          customerId: options.customer,
          scopes: options.scopes ?? ['*'],
          expiresAt: options.expires,
          name: options.name,
          rateLimit: options.rateLimit,
        })
        const text = formatRecord([['key', created.key], ...describeKey(created)])
        return { json: created, text: `${text}\nThe key is shown only once.\n` }
      }),
    )

  key
    .command('list')
    .description("Lists the tenant's live and test keys, oldest first.")
    .addArgument(argument('<slug>', 'slug of the tenant'))
    .printsJson(`{"keys":[{"id",${shape},"state","last_used_at","revoked_at"},…]}; state is active, expired or revoked`)
    .action(
      onDatabase(async ({ database }, slug) => {
        const keys = await listKeys(database.query, slug)
        const rows = keys.map((one) => ({ ...one, key: `${one.prefix}…${one.last_four}` }))
        const times = ['expires_at', 'last_used_at', 'revoked_at', 'created_at'] as const
        const columns = ['id', 'key', 'state', 'role', 'customer_id', 'scopes', 'rate_limit', 'name'] as const
        return { json: { keys }, text: formatTable(rows, [...columns, ...times]) }
      }),
    )

  key
    .command('rate-limit')
    .description('Changes the rate limit of the key, within about ten minutes.')
    .addArgument(argument('<key id>', 'id of the key, as shown by "key list"', uuid))
    .addArgument(argument('<limit>', rateLimits, rateLimit))
    .printsJson(`{"id","tenant",${shape}}`)
    .action(
      onDatabase(async ({ database }, id, limit) => {
        const limited = await setRateLimit(database.query, id, limit as RateLimitName)
        return { json: limited, text: formatRecord([['tenant', limited.tenant], ...describeKey(limited)]) }
      }),
    )

  key
    .command('revoke')
    .description('Revokes the key permanently, starting with its next request.')
    .addArgument(argument('<key id>', 'id of the key, as shown by "key list"', uuid))
    .printsJson(`{"id","tenant",${shape},"revoked_at"}`)
    .action(
      onDatabase(async ({ database }, id) => {
        const revoked = await revokeKey(database.query, id)
        const { revoked_at, tenant } = revoked
        return {
          json: revoked,
          text: formatRecord([['revoked at', revoked_at], ['tenant', tenant], ...describeKey(revoked)]),
        }
      }),
    )
}

function checkBinding({ role, customer }: CreateOptions): void {
  if (role === 'customer' && customer === undefined) {
    throw new OperatorError('A key with the role customer must be bound to one customer. Add --customer <id>.')
  }
  if (role !== 'customer' && customer !== undefined) {
    throw new OperatorError('--customer requires the role customer. Add --role customer, or omit --customer.')
  }
}

function describeKey(key: Key) {
  return [
    ['id', key.id],
    ['prefix', key.prefix],
    ['last four', key.last_four],
    ['mode', key.mode],
    ['role', key.role],
    ['customer id', key.customer_id],
    ['scopes', key.scopes],
    ['rate limit', key.rate_limit],
    ['name', key.name],
    ['expires at', key.expires_at],
    ['created at', key.created_at],
  ] as const
}
