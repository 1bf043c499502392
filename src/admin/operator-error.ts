/** The operator's request cannot be carried out. The message is one line that can be shown to the operator. */
export class OperatorError extends Error {
  override name = 'OperatorError'
}

/** Quotes text for a message, without control characters and cut to 80 characters. */
export function quote(text: string): string {
  const plain = text.toWellFormed().replace(/\p{Cc}/gu, '?')
  return `"${plain.length > 80 ? `${plain.slice(0, 80)}…` : plain}"`
}
