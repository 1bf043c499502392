import { parseArgs } from 'node:util'
import type { Database } from './database.ts'
import { OperatorError } from './operator-error.ts'

/** Every option of every command: what its value is called, and what it does. */
export const OPTIONS = {
  name: { type: 'string', value: '<text>', about: 'a name of 1 to 200 characters' },
  test: { type: 'boolean', about: "create a test key (hc_test_…) for the tenant's sandbox instead of a live key" },
  role: {
    type: 'string',
    value: '<role>',
    about: 'admin for the whole tenant (default), or customer for one customer',
  },
  customer: { type: 'string', value: '<id>', about: 'the customer that a key with the role customer is bound to' },
  scopes: {
    type: 'string',
    value: '<a,b>',
    about:
      '* for all scopes (default), or a comma-separated list of <resource>:<read|write>; write does not include read',
  },
  expires: {
    type: 'string',
    value: '<time>',
    about: 'RFC 3339 time with a time zone, or a date (midnight UTC); if omitted, the key does not expire',
  },
  data: { type: 'string', value: '<folder>', about: 'use the local stack running on this data folder (.local)' },
  json: { type: 'boolean', about: 'print one JSON document to stdout' },
  help: { type: 'boolean', short: 'h', about: 'print this help' },
} as const

export type OptionName = keyof typeof OPTIONS
/** The options of every command. */
export const EVERYWHERE: readonly OptionName[] = ['data', 'json', 'help']

export type Options = ReturnType<typeof readTyped>

/** What a command prints: a value for `--json`, text for people otherwise. */
export type Answer = { json: object; text: string }

/** What a command is run with. */
export type Call = {
  database: Database
  /** The positional arguments; unused ones are empty. */
  operands: readonly [string, string]
  options: Options
}

/** One thing that an operator can do. */
export type Command = {
  /** Full name, such as `key create`. */
  name: string
  /** Positional arguments, such as `slug`; at most two. */
  operands?: readonly string[]
  /** Required options. */
  required?: OptionName[]
  options?: OptionName[]
  /** One sentence or two. */
  about: string
  /** The shape of what `--json` prints. */
  prints: string
  run(call: Call): Promise<Answer>
}

/** The parsed request: a command to run, or help on the listed commands. */
export type Request = { help: Command[] } | ({ command: Command } & Omit<Call, 'database'>)

/**
 * Finds the command and checks everything else against it.
 * @throws OperatorError that says what is allowed.
 */
export function readCommandLine(args: string[], commands: readonly Command[]): Request {
  const { tokens, positionals } = parseArgs({
    args,
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const wantsHelp = tokens.some((token) => token.kind === 'option' && token.name === 'help')
  const command = commands.find(({ name }) => isPrefix(name.split(' '), positionals))
  if (!command) {
    const group = commands.filter(({ name }) => isPrefix(positionals, name.split(' ')))
    if (wantsHelp && group.length > 0) return { help: group }
    throw noSuchCommand(positionals, commands)
  }
  if (wantsHelp) return { help: [command] }

  const given = tokens.filter((token) => token.kind === 'option')
  const allowed = optionsOf(command)
  for (const { name, rawName, value, inlineValue } of given) {
    const option = allowed.find((one) => one === name)
    if (!option) {
      const list = allowed.map((one) => `--${one}`).join(', ')
      throw new OperatorError(`"${command.name}" has no option ${rawName}. Its options are ${list}.`)
    }
    const { type } = OPTIONS[option]
    if (type === 'boolean' && inlineValue) throw new OperatorError(`${rawName} takes no value.`)
    if (type === 'string' && (value === undefined || (!inlineValue && value.startsWith('-')))) {
      throw new OperatorError(`${rawName} requires a value: ${showOption(option)}.`)
    }
    if (given.filter((one) => one.name === name).length > 1) throw new OperatorError(`${rawName} is given twice.`)
  }

  const missing = command.required?.find((name) => !given.some((one) => one.name === name))
  if (missing) throw new OperatorError(`"${command.name}" requires ${showOption(missing)}: ${usageOf(command)}.`)

  const operands = positionals.slice(command.name.split(' ').length)
  const wanted = command.operands ?? []
  if (operands.length !== wanted.length) {
    const missing = wanted.slice(operands.length).map((name) => `<${name}>`)
    const fault =
      missing.length > 0 ? `requires ${missing.join(' ')}` : `does not take ${JSON.stringify(operands[wanted.length])}`
    throw new OperatorError(`"${command.name}" ${fault}: ${usageOf(command)}.`)
  }
  return { command, operands: [operands[0] ?? '', operands[1] ?? ''], options: readTyped(args) }
}

/** Its options in the order in which they are shown. */
export function optionsOf(command: Command): OptionName[] {
  return [...(command.required ?? []), ...(command.options ?? []), ...EVERYWHERE]
}

/** Such as `key revoke <key id> [--json]`. */
export function usageOf(command: Command): string {
  const operands = (command.operands ?? []).map((name) => `<${name}>`)
  const required = (command.required ?? []).map(showOption)
  const options = (command.options ?? []).map((name) => `[${showOption(name)}]`)
  return [command.name, ...operands, ...required, ...options].join(' ')
}

/** Such as `--name <text>`. */
export function showOption(name: OptionName): string {
  const option = OPTIONS[name]
  return option.type === 'string' ? `--${name} ${option.value}` : `--${name}`
}

function readTyped(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true }).values
}

function isPrefix(words: readonly string[], of: readonly string[]): boolean {
  return words.every((word, position) => of[position] === word)
}

function noSuchCommand(words: string[], commands: readonly Command[]): OperatorError {
  const related = commands.filter(({ name }) => name.split(' ')[0] === words[0])
  const list = (related.length > 0 ? related : commands).map(({ name }) => name).join(', ')
  const fault =
    words.length === 0 ? 'A command is missing' : `${JSON.stringify(words.slice(0, 2).join(' '))} is not a command`
  return new OperatorError(`${fault}. Commands: ${list}. Use --help for details.`)
}
