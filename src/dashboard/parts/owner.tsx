import { type SQL, sql } from '../../db/sql.ts'

/** A lookup for lists of resources that belong to customers: the name of the row's customer. */
export const CUSTOMER_NAME: SQL = sql`
  (select coalesce(c.company_name, c.email) from customers c where c.id = page.customer_id) as customer_name`

interface OwnerProps {
  customer: { customer_id: string; customer_name: string | null }
  /** Whether the key may read customers. Otherwise the row does not name the customer. */
  isNamed: boolean
  /** Whether the link covers its row. */
  cover?: boolean
}

/** The customer that a row belongs to, as a link to its page. */
export function Owner({ customer: { customer_id, customer_name }, isNamed, cover = false }: OwnerProps) {
  if (!isNamed) return <>A customer</>
  return (
    <a class={cover ? 'cover' : undefined} href={`/dashboard/customers/${customer_id}`}>
      {customer_name ?? 'Unnamed customer'}
    </a>
  )
}
