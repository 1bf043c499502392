import { get } from './get.ts'
import { list } from './list.ts'
import { listOfCustomer } from './list-of-customer.ts'

/** Everything that can be done with subscriptions, in the order of the document. Stripe alone changes them. */
export const subscriptions = [list, get, listOfCustomer]
