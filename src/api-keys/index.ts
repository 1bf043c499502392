import { create } from './create.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { me } from './me.ts'
import { revoke } from './revoke.ts'
import { rotate } from './rotate.ts'

/** Everything that can be done with API keys, in the order of the document; `me` before what an id could be. */
export const apiKeys = [list, create, me, get, rotate, revoke]
