import { expect, test } from 'vitest'
import { runUntilExit } from '../setup/dev-run.ts'

test.for([
  [['--prot', '1'], "Unknown option '--prot'. See npm run dev -- --help."],
  [['--port', 'http'], '--port must be a number from 1 to 65535, not "http". See npm run dev -- --help.'],
  [['--port'], "Option '--port <number>' argument missing. See npm run dev -- --help."],
  [['--data='], '--data requires a folder name. See npm run dev -- --help.'],
  [['--db-latency=-1'], '--db-latency must be a number from 0 to 10000, not "-1". See npm run dev -- --help.'],
  [['all'], "Unexpected argument 'all'. See npm run dev -- --help."],
] as const)('%j is rejected in one sentence', async ([args, sentence]) => {
  expect(await runUntilExit([...args])).toEqual({ code: 1, stdout: '', stderr: `${sentence}\n` })
})

test('--reset is rejected together with DATABASE_URL', async () => {
  const { code, stderr } = await runUntilExit(['--reset'], { DATABASE_URL: 'postgres://a:b@db.example.com/c' })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^--reset cannot be used with DATABASE_URL/)
})
