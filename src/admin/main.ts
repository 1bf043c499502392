import { readCommandLine } from './command-line.ts'
import { commands } from './commands.ts'
import { connect, findDatabase } from './database.ts'
import { describeFailure } from './failure.ts'
import { helpText } from './help.ts'

/** Runs one command of the operator and returns what it prints. */
async function run(args: string[]): Promise<string> {
  const request = readCommandLine(args, commands)
  if ('help' in request) return helpText(request.help)

  const { command, operands, options } = request
  const url = await findDatabase(options.data)
  try {
    const database = await connect(url)
    try {
      const { json, text } = await command.run({ database, operands, options })
      return options.json ? `${JSON.stringify(json)}\n` : text
    } finally {
      await database.close()
    }
  } catch (error) {
    throw new Error(describeFailure(error, url))
  }
}

try {
  process.stdout.write(await run(process.argv.slice(2)))
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
