import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { usage as benchUsage } from '../bench/options.ts'
import { root } from './dev-run.ts'
import { runProgram } from './programs.ts'

// Checks that everything exists that is named in commands of the documentation which cannot be run.

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

/** Options of the benchmark, which has no `--help`. */
const USAGE: Record<string, string> = { bench: benchUsage, 'bench:load': '--data <folder> --scale <number>' }

/** The commands of a block without comments, each as a list of words. */
export function commandsIn(text: string): string[][] {
  const lines = text.replaceAll('\\\n', ' ').split('\n')
  return lines
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) =>
      [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
        ([, double, single, bare]) => double ?? single ?? bare ?? '',
      ),
    )
}

/** The problem with a command; undefined if everything in it exists. `paths` are those of the OpenAPI document. */
export async function problemOf(words: string[], paths: readonly string[]): Promise<string | undefined> {
  const [program, ...args] = words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word)))
  if (program === 'npm') return problemOfNpm(args)
  if (program === 'npx' && args[0] === 'wrangler') return missingFrom(await wranglerHelp(args.slice(1)), args)
  if (program === 'curl') {
    const { pathname } = new URL(args.find((word) => word.startsWith('http')) ?? 'http://none')
    return paths.includes(pathname) ? undefined : `the API has no ${pathname}`
  }
  return `no rule for ${program}`
}

async function problemOfNpm(args: string[]): Promise<string | undefined> {
  const [verb, ...rest] = args.filter((word) => word !== '-s' && word !== '--')
  if (verb === 'install' || verb === 'ci') return rest.length > 0 ? 'npm would add packages' : undefined
  if (verb === 'test') return problemOfTest(rest)
  const [script = '', ...options] = rest
  if (verb !== 'run' || !scripts[script]) return `package.json has no script ${script}`
  if (options.length === 0) return undefined
  const usage = USAGE[script]
  if (usage) return missingFrom(usage, options)
  const { code, stdout, stderr } = await runProgram('npm', ['run', '-s', script, '--', ...options, '--help'], {
    cwd: root,
  })
  return code === 0 ? missingFrom(stdout, options) : stderr
}

function problemOfTest(words: string[]): string | undefined {
  const [missing] = words.filter((word) => word.startsWith('test/') && !existsSync(join(root, word)))
  const options = words.filter((word) => word.startsWith('-') && word !== '-t' && word !== '--project')
  return missing ? `${missing} does not exist` : options[0] && `unknown option ${options[0]}`
}

/** The help of the subcommand at the start of the words; empty if it is not a subcommand. */
function wranglerHelp(words: string[]): Promise<string> {
  const end = words.findIndex((word) => !/^[a-z]+$/.test(word))
  const subcommand = (end < 0 ? words : words.slice(0, end)).join(' ')
  const known = wranglerHelps.get(subcommand) ?? readWranglerHelp(subcommand)
  wranglerHelps.set(subcommand, known)
  return known
}

/** Pages name some subcommands several times, and wrangler starts slowly. */
const wranglerHelps = new Map<string, Promise<string>>()

async function readWranglerHelp(subcommand: string): Promise<string> {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  const words = subcommand.split(' ').filter(Boolean)
  const { code, stdout } = await runProgram(process.execPath, [wrangler, ...words, '--help'], { cwd: root, env })
  const isSubcommand = code === 0 && stdout.startsWith(`wrangler ${subcommand}`)
  return isSubcommand ? stdout : ''
}

function missingFrom(help: string, words: string[]): string | undefined {
  if (help === '' && words.length > 0) return `${words.join(' ')} is not a command`
  const [option] = words.filter((word) => word.startsWith('--') && !help.includes(word))
  return option && `${words.join(' ')}: unknown option ${option}`
}
