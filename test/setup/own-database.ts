import { randomBytes } from 'node:crypto'
import { Client } from 'pg'

/** Runs SQL as the role of the URL. @returns the rows of the last statement. */
export async function runSql(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const result = await client.query(values.length > 0 ? { text, values } : text)
    return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows
  } finally {
    await client.end()
  }
}

/** Creates an empty database on the server of `ownerUrl`; `remove` deletes it. */
export async function createDatabase(ownerUrl: string): Promise<{ url: string; remove(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`
  await runSql(ownerUrl, `create database ${name}`)
  const url = new URL(ownerUrl)
  url.pathname = `/${name}`
  const drop = () => runSql(ownerUrl, `drop database ${name} with (force)`)
  // The owner cannot end the server's own sessions, such as autovacuum, but they soon end by themselves.
  const again = () => new Promise((resolve) => setTimeout(resolve, 1_000)).then(drop)
  return { url: url.href, remove: async () => void (await drop().catch(again)) }
}
