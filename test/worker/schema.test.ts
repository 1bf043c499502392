import { getTableConfig } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { RESOURCE_TYPES } from '../../src/audit-log/audit-entry.ts'
import { hashKey } from '../../src/auth/key.ts'
import { ROLES } from '../../src/auth/policy.ts'
import * as schema from '../../src/db/schema.ts'
import { sql } from '../../src/db/sql.ts'
import { byKey, tenantDb } from '../../src/db/tenant-db.ts'
import { INSTANCE_STATUSES } from '../../src/instances/status.ts'
import { SUBSCRIPTION_STATUSES } from '../../src/subscriptions/subscription.ts'
import { bindings, newTenant, operator } from './harness.ts'

// src/db/schema.ts is the source of row types, so it must describe exactly what the migrations create.

const columns = Object.values(schema).flatMap((table) => {
  const { name, columns } = getTableConfig(table)
  return columns.map((column) => ({ name: `${name}.${column.name}`, column }))
})

/** Every column of the migrated database: its name and `suffix`, an SQL expression on its catalog row `a`. */
async function migrated(suffix: string): Promise<unknown[]> {
  const rows = await operator(`
    select c.relname || '.' || a.attname || ${suffix} as name
      from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped`)
  return rows.map((row) => row.name).sort()
}

test('the schema has exactly the tables and columns of the migrated database, with type and nullability', async () => {
  const described = columns.map(({ name, column }) => {
    return `${name} ${column.getSQLType()}${column.notNull ? ' not null' : ''}`
  })
  const suffix = `' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end`
  expect(described.sort()).toEqual(await migrated(suffix))
})

test('the schema states which columns have a default and which are generated', async () => {
  const described = columns.map(({ name, column }) => {
    return `${name}${column.generated ? ' generated' : column.hasDefault ? ' default' : ''}`
  })
  const suffix = `case when a.attgenerated <> '' then ' generated' when a.atthasdef then ' default' else '' end`
  expect(described.sort()).toEqual(await migrated(suffix))
})

test('a column with a list of values has the list of its check constraint in the database', async () => {
  const constraints = await operator(`
    select c.conrelid::regclass || '.' || a.attname as name,
           array(select m[1] from regexp_matches(pg_get_constraintdef(c.oid), '''(\\w+)''::text', 'g') m) as values
      from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and c.conkey = array[a.attnum]
     where c.contype = 'c' and pg_get_constraintdef(c.oid) like '%ARRAY[%'`)
  expect(constraints.length).toBeGreaterThan(4)
  const listed = new Map(columns.map(({ name, column }) => [name, column.enumValues]))
  for (const { name, values } of constraints) {
    expect([...(listed.get(String(name)) ?? [])].sort(), String(name)).toEqual([...(values as string[])].sort())
  }
})

test('the lists of the API have every value that the schema has, and no other', () => {
  const { subscriptions, instances, apiKeys, auditLog } = schema
  expect(SUBSCRIPTION_STATUSES).toEqual(subscriptions.status.enumValues)
  expect(INSTANCE_STATUSES).toEqual(instances.status.enumValues)
  expect(ROLES).toEqual(apiKeys.role.enumValues)
  expect(RESOURCE_TYPES).toEqual(auditLog.resource_type.enumValues)
})

test('a batch returns a timestamptz, a bigint and a numeric as text, with every digit', async () => {
  const tenant = await newTenant()
  const enter = byKey(
    { hash: await hashKey(tenant.keys.live.key), tenantId: tenant.id },
    { id: 'aTest', scope: null, roles: ['admin'] },
    'a-request',
  )
  const [rows] = await tenantDb({ env: bindings, enter, access: 'read' }).batch([
    sql<
      Record<string, unknown>
    >`select timestamptz '2026-03-14 16:09:26.535897+01' as instant, 9007199254740993::bigint as big,
               0.10::numeric as decimal, 2147483647::integer as whole, null::bigint as none, '\\x0a'::bytea as bytes`,
  ])
  const instant = '2026-03-14 15:09:26.535897+00'
  const [{ bytes, ...texts } = {}] = rows
  expect(bytes).toBeInstanceOf(Uint8Array)
  expect(Array.from(bytes as Uint8Array)).toEqual([10])
  expect([texts]).toEqual([{ instant, big: '9007199254740993', decimal: '0.10', whole: 2147483647, none: null }])
})
