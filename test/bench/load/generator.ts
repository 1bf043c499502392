import { endProgram, nextMessage, startChild } from '../servers/children.ts'
import type { Load, LoadResult } from './closed-loop.ts'

/** Sends requests from a separate process, one load at a time. */
export type LoadGenerator = {
  /** @throws if a request gets no response, or another status than expected. */
  run(load: Omit<Load, 'prefix'>): Promise<LoadResult>
  stop(): Promise<void>
}

export async function startLoadGenerator(): Promise<LoadGenerator> {
  const { child } = await startChild(new URL('closed-loop.ts', import.meta.url))
  const session = Date.now().toString(36)
  let loads = 0
  return {
    async run(load) {
      loads += 1
      child.send({ ...load, prefix: `${session}-${loads}` })
      const result = await nextMessage<LoadResult | { error: string }>(child)
      const name = `${load.plan.method} ${load.plan.path}`
      if ('error' in result) throw new Error(`${name}: ${result.error}`)
      if (result.failed > 0) throw new Error(`${name}: ${result.failed} responses like ${result.firstFailure}`)
      return result
    },
    stop: () => endProgram(child),
  }
}
