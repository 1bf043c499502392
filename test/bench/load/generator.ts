import { nextMessage, startOwn } from '../servers/children.ts'
import type { Load, LoadResult } from './closed-loop.ts'

/** Sends requests from a process of its own, one load at a time. */
export type LoadGenerator = {
  /** @throws when a request got no answer, or another than was expected. */
  run(load: Omit<Load, 'prefix'>): Promise<LoadResult>
}

export async function startLoadGenerator(): Promise<LoadGenerator> {
  const { child } = await startOwn(new URL('closed-loop.ts', import.meta.url))
  const session = Date.now().toString(36)
  let loads = 0
  return {
    async run(load) {
      loads += 1
      child.send({ ...load, prefix: `${session}-${loads}` })
      const answer = await nextMessage<LoadResult | { error: string }>(child)
      const name = `${load.plan.method} ${load.plan.path}`
      if ('error' in answer) throw new Error(`${name}: ${answer.error}`)
      if (answer.failed > 0) throw new Error(`${name}: ${answer.failed} answers like ${answer.firstFailure}`)
      return answer
    },
  }
}
