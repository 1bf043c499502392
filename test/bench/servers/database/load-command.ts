import { parseArgs } from 'node:util'
import { prepareDatabase } from './database.ts'

/** `npm run bench:load -- --data <folder> --scale <number>` runs a loaded server for manual use until Ctrl-C. */
const { values } = parseArgs({
  options: { data: { type: 'string', default: '.bench' }, scale: { type: 'string', default: '0.1' } },
})
const options = { dataDir: values.data, scale: Number(values.scale), peer: false, log: console.error }
const database = await prepareDatabase(options)
console.log(JSON.stringify(database.access, null, 2))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => database.stop())
