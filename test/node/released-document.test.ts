import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, describe, expect } from 'vitest'
import { releasedDocument } from '../setup/released-document.ts'

interface Repository {
  folder: string
  git: (...args: string[]) => void
  /** Clones it and returns the clone's folder. */
  clone: (...options: string[]) => string
}

/** A repository with versions 1, 2 and 3 of the document, each in a commit of its own. */
const test = base.extend<{ repository: Repository }>({
  repository: async ({}, use) => {
    const parent = await mkdtemp(join(tmpdir(), 'customers-released-'))
    const folder = join(parent, 'origin')
    const run = (...args: string[]) => {
      const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false']
      execFileSync('git', [...identity, ...args], { cwd: parent, stdio: 'pipe' })
    }
    const git = (...args: string[]) => run('-C', folder, ...args)
    await mkdir(join(folder, 'docs'), { recursive: true })
    git('init', '-q')
    for (const version of [1, 2, 3]) {
      await writeFile(join(folder, 'docs/openapi.json'), JSON.stringify({ version }))
      git('add', '.')
      git('commit', '-qm', `Version ${version}`)
    }
    const clone = (...options: string[]) => {
      run('clone', '-q', ...options, `file://${folder}`, 'clone')
      return join(parent, 'clone')
    }
    await use({ folder, git, clone })
    await rm(parent, { recursive: true })
  },
})

describe('the document is compared with', () => {
  test('that of the last release', ({ repository: { folder, git } }) => {
    git('tag', 'v0.2.0', 'HEAD~1')
    git('tag', 'v0.10.0', 'HEAD')
    git('tag', 'v0.9.0', 'HEAD~2')
    expect(releasedDocument(folder)).toEqual({ version: 3 })
  })

  test('the first one before a release', ({ repository: { clone } }) => {
    expect(releasedDocument(clone())).toEqual({ version: 1 })
  })

  test('nothing in a shallow clone without a release, which says what to do', ({ repository: { clone } }) => {
    const shallow = clone('--depth', '1')
    expect(() => releasedDocument(shallow)).toThrow('This clone is shallow and has no release, so docs/openapi.json')
    expect(() => releasedDocument(shallow)).toThrow('Run `git fetch --unshallow --tags`.')
  })

  test('nothing if it was never committed', ({ repository: { folder, git } }) => {
    git('checkout', '-q', '--orphan', 'empty')
    git('rm', '-rqf', '.')
    git('commit', '-q', '--allow-empty', '-m', 'Nothing')
    expect(() => releasedDocument(folder)).toThrow('docs/openapi.json has never been committed')
  })
})
