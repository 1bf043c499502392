/** Sources that a policy allows, by directive. */
type Policy = Record<string, string>

const NOTHING_ELSE = { 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" }

/** A guide loads its stylesheet, its script and its icon, and nothing runs inline. */
const GUIDE: Policy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self'",
  ...NOTHING_ELSE,
}

/** The reference also fetches the document and sends requests, to its own origin only, and sets styles from script. */
const REFERENCE: Policy = {
  ...GUIDE,
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
}

const textOf = (policy: Policy) =>
  Object.entries(policy)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')

const COMMON = [
  'Cache-Control: no-cache',
  'Strict-Transport-Security: max-age=63072000',
  'X-Content-Type-Options: nosniff',
  'Referrer-Policy: no-referrer',
  'Cross-Origin-Opener-Policy: same-origin',
  `Content-Security-Policy: ${textOf(GUIDE)}`,
]

/** The file `_headers`, from which Cloudflare takes the headers of assets. `!` drops what an earlier rule has set. */
export const HEADERS = [
  ...['/docs', ...COMMON.map((line) => `  ${line}`)],
  ...['/docs/*', ...COMMON.map((line) => `  ${line}`)],
  ...['/docs/reference', '  ! Content-Security-Policy', `  Content-Security-Policy: ${textOf(REFERENCE)}`],
  // Their names change with their content. Not for longer: a 404 of a name that another version has gets this too.
  ...['/docs/assets/*', '  ! Cache-Control', '  Cache-Control: public, max-age=3600'],
  '',
].join('\n')
