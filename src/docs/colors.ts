/** The colored parts of each language. The names of the groups are those of the CSS classes. */
const TOKENS: Record<string, RegExp> = {
  sh: /(?<comment>(?<=^|\s)#.*$)|(?<string>'[^']*'|"[^"]*")|(?<name>\$\w+|^\w+(?=\(\)))/gm,
  json: /(?<name>"(?:[^"\\]|\\.)*"(?=:))|(?<string>"(?:[^"\\]|\\.)*")|(?<value>\b(?:true|false|null)\b|-?\b\d[\d.]*)/g,
  ts: /(?<comment>\/\/.*$)|(?<string>'[^']*'|`[^`]*`)|(?<value>\b(?:const|await|import|from|for|of|if|return|new)\b)/gm,
}

/** Code as HTML, with a class for each part that has a color. Code in any other language has no colors. */
export function colored(code: string, language: string): string {
  const tokens = TOKENS[language]
  if (!tokens) return escapeHtml(code)
  let html = ''
  let end = 0
  for (const match of code.matchAll(tokens)) {
    const [name] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? []
    html += `${escapeHtml(code.slice(end, match.index))}<span class="${name}">${escapeHtml(match[0])}</span>`
    end = match.index + match[0].length
  }
  return html + escapeHtml(code.slice(end))
}

/** Escapes text for HTML, also inside quoted attributes. */
export const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
