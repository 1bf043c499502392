import { archive } from './archive.ts'
import { createMany } from './batch.ts'
import { clone } from './clone.ts'
import { create } from './create.ts'
import { exportAll } from './export.ts'
import { get } from './get.ts'
import { list } from './list.ts'
import { patch } from './patch.ts'
import { restore } from './restore.ts'
import { upsert } from './upsert.ts'

/** Everything that can be done with customers, in the order of the document; fixed paths before those with an id. */
export const customers = [list, create, createMany, exportAll, get, patch, archive, restore, upsert, clone]
