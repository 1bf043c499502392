import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import { ApiError, loggable } from '../errors/api-error.ts'
import { logRequest } from './access-log.ts'

/**
 * A response body that is generated as the client reads it, with a log line at its end. If generating fails, the
 * connection is aborted, so the client notices that the body is incomplete.
 */
export function streamed(context: Context, chunks: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const c = context as Context<AppEnv>
  // Nothing reads the body of a response to HEAD.
  c.set('isStreamed', c.req.raw.method !== 'HEAD')
  const encoder = new TextEncoder()
  let isCancelled = false
  const source = {
    async pull(controller: ReadableStreamDefaultController<Uint8Array>) {
      try {
        const { value, done } = await chunks.next()
        if (isCancelled) return
        if (!done) return controller.enqueue(encoder.encode(value))
        controller.close()
        logRequest(c, 'completed')
      } catch (error) {
        if (isCancelled) return
        c.set('errorCode', error instanceof ApiError ? error.code : 'internal_error')
        c.set('failure', loggable(error))
        logRequest(c, 'cut off')
        // The runtime logs this error; the original one might quote data.
        controller.error(new Error(`The response to the request ${c.get('ownRequestId')} was cut off.`))
      }
    },
    async cancel() {
      isCancelled = true
      logRequest(c, 'cancelled')
      await chunks.return(undefined)
    },
  }
  // Nothing is generated before it is read.
  return new ReadableStream(source, { highWaterMark: 0 })
}
