import { test as base, expect, inject } from 'vitest'
import { createTenant, type NewTenant } from '../../src/admin/tenants.ts'
import { hashKey } from '../../src/auth/key.ts'
import { runAdmin } from './admin-run.ts'
import { runSql } from './own-database.ts'

/** The format of every time in the output. */
export const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Runs a command on the test database. */
export const admin = (...args: string[]) => runAdmin(args, { DATABASE_ADMIN_URL: inject('database').ownerUrl })

/** Runs a command that must succeed, and returns its one JSON document. */
export async function adminJson<Output>(...args: string[]): Promise<Output> {
  const { code, stdout, stderr } = await admin(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as Output
}

/** Queries the test database as its owner. */
export const sql = (text: string, values?: unknown[]) => runSql(inject('database').ownerUrl, text, values)

/** Result of the guard's first statement: the role of the key, or the error code. */
export async function enter(key: string, tenantId: string): Promise<unknown> {
  const call = `select (app.enter(decode($1, 'hex'), $2, 'aTest', '', null, '{admin,customer}'))[1] as role`
  const run = runSql(inject('database').loginUrl, call, [await hashKey(key), tenantId])
  return run.then(([row]) => row?.role).catch(({ code }) => code)
}

/** Creates a customer without any fields. @returns its id. */
export async function createCustomer(tenantId: string): Promise<string> {
  const [row] = await sql(`insert into customers (tenant_id) values ($1) returning id`, [tenantId])
  return String(row?.id)
}

/** A unique slug. */
export const newSlug = () => `t-${crypto.randomUUID()}`

/** Each test has its own tenant. */
export const test = base.extend<{ own: NewTenant & { slug: string } }>({
  own: async ({}, use) => {
    const slug = newSlug()
    await use({ slug, ...(await createTenant(sql, { slug, name: 'Acme' })) })
  },
})
