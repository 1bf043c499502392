import { root } from './dev-run.ts'
import { type Block, blocksOf, readPage } from './markdown.ts'
import { runProgram } from './programs.ts'

/** The local stack that the commands of the pages use. */
export type DocsStack = {
  /** Address of the API. */
  api: string
  /** Data folder of the local stack. */
  dataDir: string
  /** Texts of the page and their replacements in this run. Each text must occur. */
  replacements?: Record<string, string>
}

/** A block that was run. */
export type BlockRun = Block & {
  /** Output of its commands; for a transcript, with the commands themselves. */
  stdout: string
  stderr: string
  /** HTTP status of each curl call, in order. */
  statuses: number[]
  /** npm commands that failed, including those in pipelines. */
  failures: string[]
}

/** Whether the block takes part in the run: a script, a transcript of commands and their output, or a file. */
const isRunnable = ({ kind }: Block) => kind === 'sh' || kind === 'console' || isFile(kind)

/** Whether the block is a TypeScript file that the commands below it use, such as `ts first.ts`. */
export const isFile = (kind: string) => /^ts [\w-]+\.ts$/.test(kind)

/**
 * In all pages, curl and npm are functions that report statuses and failures, which pipelines hide. Admin commands use
 * the test's local stack unless a database is given. Tools of a new project are linked to those of this one.
 */
const PRELUDE = `
set -eu
block() { printf '\\n@block %s\\n' "$1"; printf '\\n@block %s\\n' "$1" >&2; }
curl() { command curl -w '%{stderr}\\n@status %{http_code}\\n' "$@"; }
link_tools() {
  mkdir -p node_modules/@types
  ln -s "$DOCS_ROOT/node_modules/.bin" node_modules/.bin
  for tool; do ln -s "$DOCS_ROOT/node_modules/$tool" "node_modules/$tool"; done
}
npm() {
  case "$*" in
    'run -s admin -- '*) [ -n "\${DATABASE_ADMIN_URL-}" ] || set -- "$@" --data "$DOCS_DATA" ;;
    'install --save-dev '*) shift 2; link_tools "$@"; return ;;
  esac
  command npm "$@" || { code=$?; printf '\\n@failed npm %s\\n' "$*" >&2; return $code; }
}
`

/**
 * Runs the commands of a page in order, in one shell.
 * @throws with the output if a command fails, which ends the shell.
 */
export async function runPage(page: string, { api, dataDir, replacements = {} }: DocsStack): Promise<BlockRun[]> {
  const blocks = blocksOf(readPage(page)).filter(isRunnable)
  const allReplacements = { 'http://127.0.0.1:8787': api, ...replacements }
  const substitute = (text: string) =>
    Object.entries(allReplacements).reduce((result, [from, to]) => result.replaceAll(from, to), text)
  for (const text of Object.keys(replacements)) {
    if (!blocks.some((block) => block.text.includes(text))) throw new Error(`${page} does not contain ${text}.`)
  }

  const mark = ({ line }: Block) => `block ${line}\n`
  const script = blocks.map((block) => mark(block) + substitute(scriptOf(block)))
  const { DATABASE_ADMIN_URL: _, DATABASE_URL: __, ...inherited } = process.env
  const env = { ...inherited, DOCS_DATA: dataDir, DOCS_ROOT: root }
  const { code, stdout, stderr } = await runProgram('sh', ['-c', `${PRELUDE}\n${script.join('\n')}`], {
    cwd: root,
    env,
  })
  if (code !== 0)
    throw new Error(`${page} ended with exit code ${code}:\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`)

  return blocks.map((block) => {
    const errors = partOf(stderr, block)
    const statuses = [...errors.matchAll(/^@status (\d+)$/gm)].map(([, status]) => Number(status))
    const failures = [...errors.matchAll(/^@failed (.*)$/gm)].map(([, command]) => command ?? '')
    return { ...block, stdout: partOf(stdout, block), stderr: errors, statuses, failures }
  })
}

/**
 * The commands of a block. Those of a transcript are each printed before they run, and followed by a newline that their
 * output may lack.
 */
function scriptOf({ kind, text }: Block): string {
  if (kind === 'sh') return text
  if (isFile(kind)) return `cat > ${kind.slice('ts '.length)} <<'FILE'\n${text}FILE\n`
  const commands = [...text.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command)
  return commands.map((command) => `cat <<'SHOWN'\n$ ${command}\nSHOWN\n${command}\necho`).join('\n')
}

/** The output between the mark of the block and the next mark. */
function partOf(output: string, { line }: Block): string {
  const [, part = ''] = output.split(`\n@block ${line}\n`)
  return part.split('\n@block ')[0] ?? ''
}

/** The statuses other than 2xx that the comments of a block announce, such as `# 409`. */
export function announcedStatuses({ text }: Block): number[] {
  return [...text.matchAll(/# ([1-5]\d\d)\b/g)].map(([, status]) => Number(status))
}

/** The lines of a transcript, without what differs from run to run and without empty lines. */
export function linesOf(transcript: string): string[] {
  return normalize(transcript)
    .split('\n')
    .filter((line) => line !== '')
}

/** Replaces everything that differs from run to run: ids, times, keys and addresses. */
export function normalize(text: string): string {
  return text
    .replace(/\b(evt|sub)_[0-9a-z]{6,}/g, '$1_…')
    .replace(/"[0-9a-f]{8}-[0-9a-f-]{27}"/g, '"…"')
    .replace(/"\d{4}-\d\d-\d\dT[^"]*Z"/g, '"…"')
    .replace(/hc_(live|test)_[0-9A-Za-z]{49}/g, 'hc_$1_…')
    .replace(/"(next_cursor|prefix|last_four)":"[^"]+"/g, '"$1":"…"')
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://127.0.0.1:8787')
}
