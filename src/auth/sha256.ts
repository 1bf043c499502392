/** Hexadecimal digits of each byte, created once, because every request hashes its key. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The SHA-256 of these bytes in lower-case hexadecimal. */
export async function sha256(bytes: ArrayBuffer | Uint8Array): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).reduce((hex, byte) => hex + HEX[byte], '')
}
