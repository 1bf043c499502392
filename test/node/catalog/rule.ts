import { differencesOf, type Rule } from '../../setup/rule.ts'

/** Runs SQL with the privileges of a role that can read the whole system catalog. */
export type Query = (text: string) => Promise<Record<string, unknown>[]>

/** Compares the system catalog with a fixed list. `found` is SQL whose column `fact` returns the facts. */
export type CatalogRule = Rule<string>

/** The facts in which the database differs from the list of the rule. */
export async function differencesIn(query: Query, { found, expected }: CatalogRule): Promise<string[]> {
  const rows = await query(found)
  return differencesOf(
    rows.map(({ fact }) => String(fact)),
    expected,
  )
}

/** SQL for the schemas that do not belong to PostgreSQL itself, as a condition on `pg_namespace` under this name. */
export const isOwnSchema = (n: string) =>
  `(${n}.nspname !~ '^pg_(toast|temp|toast_temp)' and ${n}.nspname not in ('pg_catalog', 'information_schema'))`

/** SQL for the name of a role; the owner of the database is called `the owner`, and 0 stands for `public`. */
export const roleName = (oid: string) => `case when ${oid} = 0 then 'public'
  when ${oid} = (select datdba from pg_database where datname = current_database()) then 'the owner'
  else pg_get_userbyid(${oid})::text end`

/** SQL for the condition that an extension created the object with this id in this catalog. */
export const isOfExtension = (catalog: string, oid: string) => `exists (select from pg_depend d
  where d.classid = '${catalog}'::regclass and d.objid = ${oid} and d.deptype = 'e')`

/** SQL for the condition that PostgreSQL's own installation created the object with this id. */
export const isBuiltIn = (oid: string) => `${oid} < 16384`

/** SQL for a function's name with the types of its arguments. */
export const signature = (n: string, p: string) =>
  `${n}.nspname || '.' || ${p}.proname || '(' || oidvectortypes(${p}.proargtypes) || ')'`
