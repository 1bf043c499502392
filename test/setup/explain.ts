import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { Client } from 'pg'
import { hashKey } from '../../src/auth/key.ts'

/** A node of a plan in the output of `explain (analyze, buffers, format json)`. */
type PlanNode = Record<string, unknown> & { Plans?: PlanNode[] }

/** What a statement read. */
export interface Explained {
  /** Tables with a sequential scan. */
  scannedTables: string[]
  /** Largest number of rows that one node of the plan read, including rows it filtered out. */
  maxRowsRead: number
  /** Largest number of rows that one sort received. */
  maxRowsSorted: number
  /** Rows that an index-only scan had to read from the table. */
  heapFetches: number
  /** Number of 8 KiB pages. */
  pages: number
  indexes: string[]
}

const dialect = new PgDialect()
const number = (node: PlanNode, name: string) => Number(node[name] ?? 0)

/** Explains statements like the Worker runs them: as its login role, in a transaction entered with the key. */
export async function explainAs(loginUrl: string, caller: { tenantId: string; key: string }) {
  const client = new Client({ connectionString: loginUrl })
  await client.connect()
  const hash = `\\x${await hashKey(caller.key)}`

  async function explainOnce(statement: SQL): Promise<Explained> {
    const { sql: text, params } = dialect.sqlToQuery(statement)
    await client.query('begin')
    try {
      const enter = `select app.enter($1, $2, 'aTest', '', null, '{admin}'), set_config('role', 'api_tenant', true)`
      await client.query(enter, [hash, caller.tenantId])
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, params)
      return summary(rows[0]['QUERY PLAN'][0].Plan)
    } finally {
      await client.query('rollback')
    }
  }

  return {
    /** Runs the statement twice: the first time, a connection also reads the catalog and plans functions. */
    async explain(statement: SQL): Promise<Explained> {
      await explainOnce(statement)
      return explainOnce(statement)
    },
    close: () => client.end(),
  }
}

function summary(plan: PlanNode): Explained {
  const nodes = flatten(plan)
  const loops = (node: PlanNode) => number(node, 'Actual Loops')
  const read = (node: PlanNode) =>
    loops(node) *
    (number(node, 'Actual Rows') +
      number(node, 'Rows Removed by Filter') +
      number(node, 'Rows Removed by Index Recheck'))
  const sorts = nodes.filter((node) => String(node['Node Type']).endsWith('Sort'))
  return {
    scannedTables: nodes
      .filter((node) => node['Node Type'] === 'Seq Scan')
      .map((node) => String(node['Relation Name'])),
    maxRowsRead: Math.max(...nodes.map(read)),
    maxRowsSorted: Math.max(0, ...sorts.flatMap((sort) => (sort.Plans ?? []).map(read))),
    heapFetches: nodes.reduce((sum, node) => sum + number(node, 'Heap Fetches'), 0),
    pages: number(plan, 'Shared Hit Blocks') + number(plan, 'Shared Read Blocks'),
    indexes: nodes.flatMap((node) => (node['Index Name'] && loops(node) > 0 ? [String(node['Index Name'])] : [])),
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)]
}
