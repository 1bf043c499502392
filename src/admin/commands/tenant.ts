import { z } from '@hono/zod-openapi'
import { requiredName } from '../../validation/text.ts'
import { type Output, onDatabase } from '../action.ts'
import type { AdminCommand } from '../admin-command.ts'
import { argument, option } from '../parameters.ts'
import { formatRecord, formatTable } from '../table.ts'
import { createTenant, listTenants, resumeTenant, suspendTenant, type Tenant } from '../tenants.ts'

const newSlug = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'Input should have 1 to 63 lowercase letters, digits and hyphens, starting with a letter or digit',
  )

export function addTenantCommands(program: AdminCommand): void {
  const tenant = program.command('tenant').description('Creates, lists, suspends and resumes tenants.')

  tenant
    .command('create')
    .description('Creates a tenant, its sandbox, and an admin key for each. The keys are shown only once.')
    .addArgument(argument('<slug>', '1 to 63 lowercase letters, digits and hyphens; cannot be changed', newSlug))
    .addOption(option('--name <text>', 'name of 1 to 200 characters', requiredName(200)).makeOptionMandatory())
    .printsJson('{"tenant":{"id","slug","name"},"sandbox":{"id"},"keys":{"live":{"id","key"},"test":{"id","key"}}}')
    .action(
      onDatabase<{ name: string }>(async ({ database, options }, slug) => {
        const created = await createTenant(database.query, { slug, name: options.name })
        const text = formatRecord([
          ['slug', created.tenant.slug],
          ['name', created.tenant.name],
          ['tenant id', created.tenant.id],
          ['sandbox id', created.sandbox.id],
          ['live key', created.keys.live.key],
          ['live key id', created.keys.live.id],
          ['test key', created.keys.test.key],
          ['test key id', created.keys.test.id],
        ])
        return { json: created, text: `${text}\nThe keys are shown only once.\n` }
      }),
    )

  tenant
    .command('list')
    .description('Lists all tenants, oldest first.')
    .printsJson(
      '{"tenants":[{"id","slug","name","sandbox_id","stripe_account_id","link_by_email","suspended_at",' +
        '"created_at"},…]}',
    )
    .action(
      onDatabase(async ({ database }) => {
        const tenants = await listTenants(database.query)
        const stripe = ['stripe_account_id', 'link_by_email'] as const
        const text = formatTable(tenants, ['slug', 'name', 'id', 'sandbox_id', ...stripe, 'suspended_at', 'created_at'])
        return { json: { tenants }, text }
      }),
    )

  tenant
    .command('suspend')
    .description('Suspends a tenant: rejects every request of the tenant and its sandbox, starting with the next one.')
    .addArgument(argument('<slug>', 'slug of the tenant'))
    .printsJson('{"tenant":{"id","slug","name","suspended_at"}}')
    .action(onDatabase(async ({ database }, slug) => show(await suspendTenant(database.query, slug))))

  tenant
    .command('resume')
    .description('Resumes a suspended tenant: serves its requests again, starting with the next one.')
    .addArgument(argument('<slug>', 'slug of the tenant'))
    .printsJson('{"tenant":{"id","slug","name","suspended_at"}}; suspended_at is null')
    .action(onDatabase(async ({ database }, slug) => show(await resumeTenant(database.query, slug))))
}

function show(tenant: Tenant): Output {
  return { json: { tenant }, text: formatTable([tenant], ['slug', 'name', 'id', 'suspended_at']) }
}
