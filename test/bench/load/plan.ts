/**
 * A request to repeat. In path and body, `{id}` stands for the next of `ids`, and `{n}` for text that is unique to each
 * request.
 */
export type Plan = {
  port: number
  method: 'GET' | 'POST' | 'PATCH'
  path: string
  headers: Record<string, string>
  body?: string
  ids?: string[]
  /** The status of a successful response. */
  expect: number
  /** Statuses that are not failures either, such as 429. */
  tolerate?: number[]
}

/** Returns the next request of a plan at each call, as sent over the wire. Every `{n}` starts with `prefix`. */
export function requestsOf(plan: Plan, prefix: string): () => string {
  const headers = Object.entries({ host: '127.0.0.1', ...plan.headers }).map(([name, value]) => `${name}: ${value}\r\n`)
  const write = (path: string, body: string | undefined) => {
    const length = body === undefined ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`
    return `${plan.method} ${path} HTTP/1.1\r\n${headers.join('')}${length}\r\n${body ?? ''}`
  }
  const text = plan.path + (plan.body ?? '')
  if (!text.includes('{id}') && !text.includes('{n}')) {
    const request = write(plan.path, plan.body)
    return () => request
  }
  const { ids = [''] } = plan
  let number = 0
  return () => {
    number += 1
    const id = ids[number % ids.length] as string
    const fill = (part: string) => part.replaceAll('{id}', id).replaceAll('{n}', `${prefix}-${number}`)
    return write(fill(plan.path), plan.body === undefined ? undefined : fill(plan.body))
  }
}
