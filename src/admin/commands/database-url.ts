import { onDatabase } from '../action.ts'
import type { AdminCommand } from '../admin-command.ts'
import { renewLogin } from '../login.ts'

export function addDatabaseUrlCommand(program: AdminCommand): void {
  program
    .command('database-url')
    .description(
      "Sets a new password for the Worker's role and prints the Worker's DATABASE_URL. It is shown only once.",
    )
    .printsJson('{"database_url"}')
    .action(
      onDatabase(async ({ database }) => {
        const url = await renewLogin(database)
        return { json: { database_url: url }, text: `${url}\n` }
      }),
    )
}
