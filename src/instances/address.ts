import { canonical } from '../validation/text.ts'

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** One address without netmask or zone. PostgreSQL returns it in canonical form. */
export const ipAddress = canonical(
  45,
  (address) => (IPV4.test(address) || isIpv6(address) ? address : undefined),
  'Input should be an IPv4 or IPv6 address without a netmask or zone, such as 203.0.113.7',
  'ip_any_address',
).openapi({
  description: 'IP address without a netmask or zone; returned in canonical form.',
  example: '203.0.113.7',
})

/** The URL parser implements the grammar, including embedded IPv4; the brackets exclude other kinds of host. */
function isIpv6(address: string): boolean {
  return /^[0-9a-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]/`)
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOSTNAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i')

/**
 * An RFC 1123 host name: letters, digits and inner hyphens. Text that looks like an IPv4 address is rejected (section
 * 2.1).
 */
export const hostname = canonical(
  253,
  (name) => (HOSTNAME.test(name) && !/^\d+(\.\d+){3}$/.test(name) ? name : undefined),
  'Input should be an RFC 1123 host name, such as agent-7.steve.example',
).openapi({ format: 'hostname', description: 'RFC 1123 host name.', example: 'agent-7.steve.example' })
