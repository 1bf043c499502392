import { createHash, randomBytes } from 'node:crypto'

// Canaries are unique strings, sent in place of secrets and personal data. None may appear in a log.

/** A unique text of letters and digits, which begins with a letter. */
export const canary = () => `canary${randomBytes(12).toString('hex')}`

/** A unique phone number. */
export const canaryPhone = () => `+1555${randomBytes(6).readUIntBE(0, 6).toString().padStart(15, '0')}`

/** Where a text was found: its name, its form, and the line. */
export type Leak = { name: string; form: string; line: string }

/** Which of these texts a log contains, by name, in any form and in upper or lower case: one leak per text. */
export function leaksIn(log: string, texts: Record<string, string>): Leak[] {
  const folded = log.toLowerCase()
  return Object.entries(texts).flatMap(([name, text]) => {
    for (const { form, spelling } of formsOf(text)) {
      const at = folded.indexOf(spelling)
      if (at >= 0) return [{ name, form, line: lineAt(log, at) }]
    }
    return []
  })
}

function lineAt(log: string, place: number): string {
  const end = log.indexOf('\n', place)
  return log.slice(log.lastIndexOf('\n', place) + 1, end < 0 ? undefined : end).slice(0, 500)
}

/** How a log may spell a text, in lower case. */
function formsOf(text: string): { form: string; spelling: string }[] {
  const bytes = Buffer.from(text)
  const spellings = {
    'as it is': [text],
    'percent-encoded': [encodeURIComponent(text), encodeURI(text)],
    'in JSON': [jsonOf(text), jsonOf(jsonOf(text))],
    'in Base64': base64Of(bytes),
    'in hexadecimal': [bytes.toString('hex')],
    'as SHA-256': [createHash('sha256').update(text).digest('hex')],
  }
  return Object.entries(spellings).flatMap(([form, all]) =>
    all.map((spelling) => ({ form, spelling: spelling.toLowerCase() })),
  )
}

const jsonOf = (text: string) => JSON.stringify(text).slice(1, -1)

/** The characters that a text always has in Base64, whatever is before and after it: one spelling per offset. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), bytes])
    const inner = padded.toString('base64').slice(Math.ceil((offset * 8) / 6), Math.floor((padded.length * 8) / 6))
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
