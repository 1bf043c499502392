import { type Command, EVERYWHERE, OPTIONS, optionsOf, showOption, usageOf } from './command-line.ts'
import { formatRecord } from './table.ts'

const call = 'npm run -s admin -- '

/** The text of `--help`: one command in full, several as a list. */
export function helpText(commands: readonly Command[]): string {
  const [command, another] = commands
  return command && !another ? helpOne(command) : helpAll(commands)
}

function helpOne(command: Command): string {
  const options = formatRecord(optionsOf(command).map((name) => [`  ${showOption(name)}`, OPTIONS[name].about]))
  return `${call}${usageOf(command)}\n\n${command.about}\n\n${options}\nWith --json it prints ${command.prints}\n`
}

function helpAll(commands: readonly Command[]): string {
  return `${call}<command>

${commands.map((command) => `  ${usageOf(command)}\n      ${command.about}\n`).join('')}
Every command takes:
${formatRecord(EVERYWHERE.map((name) => [`  ${showOption(name)}`, OPTIONS[name].about]))}
The database is the one that DATABASE_ADMIN_URL names (the URL of the role that owns the tables),
otherwise that of the local stack, which must be running (npm run dev).
Times are RFC 3339 in UTC. Errors are one sentence on stderr, with exit code 1.
`
}
