import { CUSTOMER_NAME } from '../../db/customer-name.ts'
import { type SQL, sql } from '../../db/sql.ts'
import { customerName } from './customer-name.ts'

/** A lookup for lists of resources that belong to customers: the name of the row's customer. */
export const OWNER_NAME: SQL = sql`
  (select ${CUSTOMER_NAME} from customers c where c.id = page.customer_id) as customer_name`

interface Owned {
  customer_name: string | null
}

/** `isNamed`: whether the key may read customers. */
export function ownerName({ customer_name }: Owned, isNamed: boolean): string {
  return isNamed ? customerName(customer_name) : 'A customer'
}

interface OwnerProps {
  customer: Owned & { customer_id: string }
  isNamed: boolean
  /** Whether the link covers its row. */
  cover?: boolean
}

/** The customer that a row belongs to, as a link to its page if the key may read it. */
export function Owner({ customer, isNamed, cover = false }: OwnerProps) {
  const name = ownerName(customer, isNamed)
  if (!isNamed) return <>{name}</>
  return (
    <a class={cover ? 'cover' : undefined} href={`/dashboard/customers/${customer.customer_id}`}>
      {name}
    </a>
  )
}
