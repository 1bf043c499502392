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
  return `${call}${usageOf(command)}\n\n${command.about}\n\n${options}\nWith --json, prints ${command.prints}\n`
}

function helpAll(commands: readonly Command[]): string {
  return `${call}<command>

${commands.map((command) => `  ${usageOf(command)}\n      ${command.about}\n`).join('')}
Options of every command:
${formatRecord(EVERYWHERE.map((name) => [`  ${showOption(name)}`, OPTIONS[name].about]))}
Commands use the database in DATABASE_ADMIN_URL (the URL of the role that owns the tables).
If it is not set, they use the database of the local stack, which must be running (npm run dev).
Times are in RFC 3339, UTC. An error is one sentence on stderr, with exit code 1.
`
}
