/** The error codes of a documented response: its description has a sentence for each. */
export function documentedCodes({ description }: { description: string }): string[] {
  return [...description.matchAll(/`(\w+)`: /g)].map(([, code]) => code ?? '')
}
