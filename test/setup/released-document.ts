import { execFileSync } from 'node:child_process'
import type { Json } from './document-changes.ts'

const FILE = 'docs/openapi.json'

/**
 * The OpenAPI document of the last release of a repository or, before the first one, the first that was committed.
 *
 * @throws if the history has neither, because then every change would look like none.
 */
export function releasedDocument(folder: string): Json {
  const git = (...args: string[]) => {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 16_000_000 }).trim()
  }
  const [release] = git('tag', '--merged', 'HEAD', '--sort=-v:refname', '--list', 'v*').split('\n')
  if (!release && git('rev-parse', '--is-shallow-repository') === 'true') {
    throw new Error(
      `This clone is shallow and has no release, so ${FILE} has nothing to be compared with. ` +
        'Run `git fetch --unshallow --tags`.',
    )
  }
  const revision = release || git('log', '--diff-filter=A', '--format=%H', '--', FILE).split('\n').at(-1)
  if (!revision) throw new Error(`${FILE} has never been committed, so it has nothing to be compared with.`)
  return JSON.parse(git('show', `${revision}:${FILE}`))
}
