import type { Command } from 'commander'
import { type Database, withDatabase } from './database.ts'

/** What a command prints: a value for `--json`, text for people otherwise. */
export type Output = { json: object; text: string }

/** What a command runs with. `Options` are its own options. */
export type Call<Options> = {
  database: Database
  options: Options & { data?: string; json?: true }
}

/** Creates a command's action, which runs on the operator's database and prints the result. */
export function onDatabase<Options = object>(run: (call: Call<Options>, ...operands: string[]) => Promise<Output>) {
  return async (...parameters: unknown[]): Promise<void> => {
    // Commander adds the options without the global ones, then the command.
    const operands = parameters.slice(0, -2) as string[]
    const options = (parameters.at(-1) as Command).optsWithGlobals<Call<Options>['options']>()
    const { json, text } = await withDatabase(options.data, (database) => run({ database, options }, ...operands))
    process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : text)
  }
}
