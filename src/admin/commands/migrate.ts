import { onDatabase } from '../action.ts'
import type { AdminCommand } from '../admin-command.ts'
import { migrate } from '../migrate.ts'

export function addMigrateCommand(program: AdminCommand): void {
  program
    .command('migrate')
    .description('Applies pending migrations.')
    .printsJson('{"applied":["<file>",…]}')
    .action(
      onDatabase(async ({ database }) => {
        const applied = await migrate(database.connectionString)
        const lines = applied.map((file) => `Applied ${file}.\n`)
        return { json: { applied }, text: lines.join('') || 'No pending migrations.\n' }
      }),
    )
}
