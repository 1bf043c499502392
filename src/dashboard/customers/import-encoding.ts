/** The text of a file with its line breaks as `\n`, and how its bytes were read if that was a guess. */
export type Decoded = { csv: string; guess?: string } | { error: string }

/** Characters that do not occur in text files. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const BINARY = /[\x00-\x08\x0e-\x1a\x1c-\x1f]/
/** First bytes of files that are often chosen by mistake, with what to do instead. */
const MISTAKES: readonly [start: string, error: string][] = [
  ['PK\x03\x04', 'This is a spreadsheet or an archive. In the spreadsheet, choose “Save as” and “CSV”.'],
  ['\xd0\xcf\x11\xe0', 'This is an Excel workbook in an old format. In Excel, choose “Save as” and “CSV”.'],
  ['%PDF', 'This is a PDF document, not a CSV file.'],
]
const NOT_CSV = 'This is not a CSV file: it contains characters that do not occur in text files.'

/**
 * Reads a file as spreadsheets write it: UTF-8, UTF-16, or else Windows-1252, which includes Latin-1. The error says
 * what is wrong with a file that is not text.
 */
export function decode(bytes: Uint8Array): Decoded {
  const start = String.fromCharCode(...bytes.subarray(0, 8))
  const mistake = MISTAKES.find(([beginning]) => start.startsWith(beginning))
  if (mistake) return { error: mistake[1] }
  const encoding = utf16In(bytes)
  const text = encoding ? new TextDecoder(encoding).decode(bytes) : utf8In(bytes)
  const csv = (text ?? new TextDecoder('windows-1252').decode(bytes)).replaceAll(/\r\n?/g, '\n')
  if (BINARY.test(csv)) return { error: NOT_CSV }
  return text === undefined ? { csv, guess: 'Windows-1252' } : { csv }
}

function utf8In(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Found by its byte order mark or, without one, by the zeros of its first characters, which are headings. */
function utf16In(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  const beginning = bytes.subarray(0, 64)
  const isZero = (rest: number) => beginning.some((byte, index) => index % 2 === rest && byte === 0)
  const hasBoth = isZero(0) && isZero(1)
  if (hasBoth || beginning.length < 4 || bytes.length % 2 !== 0) return undefined
  return isZero(1) ? 'utf-16le' : isZero(0) ? 'utf-16be' : undefined
}
