import { onTestFinished, vi } from 'vitest'

/** Does something before the first request to the database that contains this text. */
export function before(text: string, work: () => Promise<unknown>): void {
  const { fetch } = globalThis
  let isDone = false
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (!isDone && String(init?.body).includes(text)) {
      isDone = true
      await work()
    }
    return fetch(input, init)
  })
  onTestFinished(() => spy.mockRestore())
}
