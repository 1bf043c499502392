/**
 * A request to repeat. In path and body `{id}` stands for the next of `ids`, and `{n}` for a text that no other request
 * has.
 */
export type Plan = {
  port: number
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
  ids?: string[]
  /** The status that is a success. */
  expect: number
}

/** The requests of a plan, one after the other, as they go over the wire. `prefix` begins every `{n}`. */
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
