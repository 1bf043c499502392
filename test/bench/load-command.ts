import { parseArgs } from 'node:util'
import { prepareDatabase } from './database.ts'

const { values } = parseArgs({
  options: { data: { type: 'string', default: '.bench' }, scale: { type: 'string', default: '1' } },
})
const database = await prepareDatabase({ dataDir: values.data, scale: Number(values.scale), log: console.error })
console.log(JSON.stringify(database.access, null, 2))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => database.stop())
