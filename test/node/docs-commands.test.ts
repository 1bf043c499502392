import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { operations } from '../../src/app.ts'
import { findFreePort } from '../../src/local/postgres/cluster.ts'
import { removeDataFolder } from '../../src/local/postgres/places.ts'
import { makeThrowAwayFolder, startThrowAwayCluster } from '../../src/local/postgres/throw-away.ts'
import { apiDocument } from '../../src/service/document.ts'
import { startReady } from '../setup/dev-run.ts'
import { commandsIn, problemOf } from '../setup/docs-check.ts'
import { announcedStatuses, linesOf, runPage } from '../setup/docs-run.ts'
import { blocksOf, pages, readPage } from '../setup/markdown.ts'
import { createDatabase } from '../setup/own-database.ts'

/** The URL in the page about deployment, whose commands run on their own empty database. */
const NEON_URL = 'postgresql://neondb_owner:…@ep-….neon.tech/neondb?sslmode=require'

let dataDir: string
let run: Awaited<ReturnType<typeof startReady>>
let cluster: Awaited<ReturnType<typeof startThrowAwayCluster>>

beforeAll(async () => {
  dataDir = await makeThrowAwayFolder()
  run = await startReady(['--no-seed', '--port', String(await findFreePort()), '--data', dataDir])
  cluster = await startThrowAwayCluster(() => undefined)
}, 180_000)
afterAll(async () => {
  await cluster?.remove()
  run?.npm.kill('SIGTERM')
  await run?.ended
  await removeDataFolder(dataDir)
})

const has = (page: string, ...kinds: string[]) => blocksOf(readPage(page)).some(({ kind }) => kinds.includes(kind))

describe('the commands of', { timeout: 180_000 }, () => {
  // The README's session has its own test.
  test.for(pages.filter((page) => page !== 'README.md' && has(page, 'sh', 'console')))('%s succeed', async (page) => {
    const replacements: Record<string, string> = {}
    if (page === 'docs/deploy.md') replacements[NEON_URL] = (await createDatabase(cluster.ownerUrl)).url
    for (const block of await runPage(page, { api: run.line.api, dataDir, replacements })) {
      const output = `${page}:${block.line}\n${block.stdout}\n${block.stderr}`
      expect(block.failures, output).toEqual([])
      const unexpected = block.statuses.filter((status) => status < 200 || status > 299)
      if (block.kind === 'sh') expect(unexpected, output).toEqual(announcedStatuses(block))
      if (block.kind === 'console') expect(linesOf(block.stdout)).toEqual(linesOf(block.text))
    }
  })

  test.for(pages.filter((page) => has(page, 'sh check-only')))('%s that are only checked exist', async (page) => {
    const paths = Object.keys(((await apiDocument(operations)) as { paths: object }).paths)
    for (const { kind, text } of blocksOf(readPage(page))) {
      for (const words of kind === 'sh check-only' ? commandsIn(text) : []) {
        expect(await problemOf(words, paths), words.join(' ')).toBeUndefined()
      }
    }
  })
})
