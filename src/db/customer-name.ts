import { type SQL, sql } from './sql.ts'

/** How the customer `c` is named: its company or, without one, its email. Null if it has neither. */
export const CUSTOMER_NAME: SQL = sql`coalesce(c.company_name, c.email)`
