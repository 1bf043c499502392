import { type newTenant, send } from './harness.ts'

type Tenant = Awaited<ReturnType<typeof newTenant>>

/** Headers that a browser sends with a form of the page itself. */
export const OWN_FORM = { 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' }

type Options = Omit<NonNullable<Parameters<typeof send>[2]>, 'body'>

/** The fields of a form; as pairs if a name occurs more than once. */
type Fields = Record<string, string> | (readonly [name: string, value: string])[]

/** Sends a form to the dashboard. */
export function submit(path: string, fields: Fields, { headers, ...options }: Options = {}) {
  const body = new URLSearchParams(fields as Record<string, string>).toString()
  return send('POST', path, { body, ...options, headers: { ...OWN_FORM, ...headers } })
}

/** The value of the cookie that a response sets, with its name. */
export function cookieOf({ headers }: { headers: Headers }): string {
  return headers.get('Set-Cookie')?.split(';')[0] ?? ''
}

/** Signs in with a key and returns the cookie. */
export async function signIn(key: string, cookie = ''): Promise<string> {
  const response = await submit('/dashboard/sign-in', { key }, { headers: { Cookie: cookie } })
  if (response.status !== 303) throw new Error(`${response.status} ${response.body}`)
  return cookieOf(response)
}

/** Requests of someone who has signed in with the tenant's live key. */
export async function visitorOf(tenant: Tenant) {
  const cookie = await signIn(tenant.keys.live.key)
  const get = (path: string, options: Options = {}) =>
    send('GET', path, { ...options, headers: { Cookie: cookie, ...options.headers } })
  const post = (path: string, fields: Fields, options: Options = {}) =>
    submit(path, fields, { ...options, headers: { Cookie: cookie, ...options.headers } })
  return { cookie, get, post }
}
