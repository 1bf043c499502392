import { IDLE_MS } from './session.ts'

/** Browsers accept the prefix only over HTTPS. Local development has none. */
const nameFor = (url: URL) => (isLocal(url) ? 'dashboard' : '__Host-dashboard')

function isLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
}

/** The value of the session's cookie. */
export function readCookie(headers: Headers, url: URL): string | undefined {
  const pairs = (headers.get('Cookie') ?? '').split(';').map((pair) => pair.trim())
  const prefix = `${nameFor(url)}=`
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length)
}

/** The `Set-Cookie` header that stores the session, or removes it. */
export function cookieFor(value: string | undefined, url: URL): string {
  const age = value === undefined ? 0 : IDLE_MS / 1000
  const secure = isLocal(url) ? '' : '; Secure'
  return `${nameFor(url)}=${value ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Strict${secure}`
}
