import { spelled } from '../fields.ts'

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/

/** One host: no netmask, no zone. PostgreSQL spells it in its canonical way. */
export const ipAddress = spelled(
  45,
  (address) => (IPV4.test(address) || isIpv6(address) ? address : undefined),
  'Input should be an IPv4 or IPv6 address without a netmask or zone, such as 203.0.113.7',
  'ip_any_address',
).openapi({
  description: 'IPv4 or IPv6, without a netmask or zone; answered in its canonical spelling.',
  example: '203.0.113.7',
})

/** The parser of URLs knows the grammar, embedded IPv4 included; the brackets let no other kind of host through. */
function isIpv6(address: string): boolean {
  return /^[0-9a-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]/`)
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const HOSTNAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`, 'i')

/** A host name by RFC 1123: letters, digits and inner hyphens. What looks like an IPv4 address is none (2.1). */
export const hostname = spelled(
  253,
  (name) => (HOSTNAME.test(name) && !/^\d+(\.\d+){3}$/.test(name) ? name : undefined),
  'Input should be a host name by RFC 1123, such as agent-7.steve.example',
).openapi({ format: 'hostname', description: 'A host name by RFC 1123.', example: 'agent-7.steve.example' })
