import { AdminCommand } from './admin-command.ts'
import { addDatabaseUrlCommand } from './commands/database-url.ts'
import { addKeyCommands } from './commands/key.ts'
import { addMigrateCommand } from './commands/migrate.ts'
import { addStripeCommands } from './commands/stripe.ts'
import { addTenantCommands } from './commands/tenant.ts'
import { flag, option } from './parameters.ts'

/** The operator's command line: the options of every command, and the commands in the order of the help. */
export function createProgram(): AdminCommand {
  const program = new AdminCommand('npm run -s admin --')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .showSuggestionAfterError(false)
    .addOption(option('--data <folder>', 'use the local stack running on this data folder (default: .local)'))
    .addOption(flag('--json', 'print one JSON document to stdout'))
    .addHelpText('after', notes)

  addMigrateCommand(program)
  addDatabaseUrlCommand(program)
  addTenantCommands(program)
  addKeyCommands(program)
  addStripeCommands(program)
  return program
}

const notes = `
Commands use the database in DATABASE_ADMIN_URL (the URL of the role that owns
the tables). If it is not set, they use the database of the local stack, which
must be running (npm run dev).
Times are in RFC 3339, UTC. An error is one line on stderr, with exit code 1.`
