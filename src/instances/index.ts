import { get } from './get.ts'
import { history } from './history.ts'
import { list } from './list.ts'
import { patch } from './patch.ts'
import { register } from './register.ts'
import { remove } from './remove.ts'

/** Everything that can be done with instances, in the order of the document. */
export const instances = [list, register, get, patch, remove, history]
