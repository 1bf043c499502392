/**
 * The address that a request comes from, as Cloudflare reports it. An IPv6 address is reduced to its /64 network,
 * because its user can choose the rest.
 */
export function addressOf(headers: Headers): string {
  const address = headers.get('CF-Connecting-IP') ?? 'unknown'
  const ipv4 = /\d+(\.\d+){3}$/.exec(address)?.[0]
  if (ipv4 || !address.includes(':')) return ipv4 ?? address
  const [start = '', end] = address.toLowerCase().split('::')
  const groups = start.split(':').filter(Boolean)
  if (end !== undefined) {
    const rest = end.split(':').filter(Boolean)
    groups.push(...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest)
  }
  const network = groups.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${network.join(':')}::/64`
}
