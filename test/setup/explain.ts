import type { SQL } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { Client } from 'pg'
import { hashKey } from '../../src/auth/key.ts'

/** A node of a plan, as `explain (analyze, buffers, format json)` tells of it. */
type PlanNode = Record<string, unknown> & { Plans?: PlanNode[] }

/** What a statement did. */
export interface Explained {
  /** Tables that were read from one end to the other, whatever their index. */
  wholeTables: string[]
  /** The most rows that one node of the plan read, filtered out ones included. */
  mostRows: number
  /** The most rows that one sort was given. */
  mostSorted: number
  /** Rows that an index alone did not tell of. */
  heapFetches: number
  /** Pages of 8 KiB. */
  pages: number
  indexes: string[]
}

const dialect = new PgDialect()
const number = (node: PlanNode, name: string) => Number(node[name] ?? 0)

/** Runs statements as the Worker does: by its login role, in a transaction entered with the key. */
export async function explainAs(loginUrl: string, caller: { tenantId: string; key: string }) {
  const client = new Client({ connectionString: loginUrl })
  await client.connect()
  const hash = `\\x${await hashKey(caller.key)}`

  async function explainOnce(statement: SQL): Promise<Explained> {
    const { sql: text, params } = dialect.sqlToQuery(statement)
    await client.query('begin')
    try {
      await client.query(`select set_config('role', app.enter($1, $2), true)`, [hash, caller.tenantId])
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${text}`, params)
      return summary(rows[0]['QUERY PLAN'][0].Plan)
    } finally {
      await client.query('rollback')
    }
  }

  return {
    /** The second time tells: at the first a connection reads the catalog and plans its functions. */
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
    wholeTables: nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => String(node['Relation Name'])),
    mostRows: Math.max(...nodes.map(read)),
    mostSorted: Math.max(0, ...sorts.flatMap((sort) => (sort.Plans ?? []).map(read))),
    heapFetches: nodes.reduce((sum, node) => sum + number(node, 'Heap Fetches'), 0),
    pages: number(plan, 'Shared Hit Blocks') + number(plan, 'Shared Read Blocks'),
    indexes: nodes.flatMap((node) => (node['Index Name'] && loops(node) > 0 ? [String(node['Index Name'])] : [])),
  }
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)]
}
