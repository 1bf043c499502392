import { getTableConfig } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import * as schema from '../../src/db/schema.ts'
import { clientOf, database, operator } from './harness.ts'

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

test('the driver returns a bigint and a numeric as text, with every digit', async () => {
  const [row] = await clientOf(database.loginUrl)`
    select 9007199254740993::bigint as big, 0.10::numeric as decimal,
           2147483647::integer as whole, null::bigint as none`
  expect(row).toEqual({ big: '9007199254740993', decimal: '0.10', whole: 2147483647, none: null })
})
