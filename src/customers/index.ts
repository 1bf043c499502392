import { clone } from './clone.ts'
import { create } from './create.ts'
import { get } from './get.ts'
import { list } from './list.ts'

/** Everything that can be done with customers, in the order of the document. */
export const customers = [list, create, get, clone]
