import { create } from './create.ts'
import { effective } from './effective.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { patch } from './patch.ts'
import { remove } from './remove.ts'

/** Everything that can be done with rules, in the order of the document. */
export const rules = [list, create, get, patch, remove, effective]
