import { Command, type ErrorOptions, type Help, type HelpContext } from 'commander'
import { OperatorError } from './operator-error.ts'

/** A command that reports wrong usage in one line: what is wrong, then what is allowed. */
export class AdminCommand extends Command {
  override createCommand(name?: string): AdminCommand {
    return new AdminCommand(name).helpCommand(false)
  }

  /** Documents the shape of what `--json` prints. */
  printsJson(shape: string): this {
    return this.addHelpText('after', `\nWith --json, prints ${shape}`)
  }

  /** @throws OperatorError where commander would print the message and exit. */
  override error(message: string, { code }: ErrorOptions = {}): never {
    const text = message
      .replace(/^error: /, '')
      .replace(/^command-argument value '(.*)' is invalid for argument '(.*?)'\./s, "'$1' is not a valid $2.")
      .replace(/\p{Cc}/gu, '?')
    const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
    throw new OperatorError(`${sentence}${this.#allowed(code)}`)
  }

  /** Reports a missing command, for which commander would print the help. */
  override help(context?: HelpContext | ((text: string) => string)): never {
    if (typeof context === 'object' && context.error) {
      this.error('missing command', { code: 'commander.unknownCommand' })
    }
    return super.help(context as HelpContext)
  }

  override createHelp(): Help {
    return Object.assign(super.createHelp(), {
      showGlobalOptions: true,
      minWidthToWrap: 30,
      visibleCommands: leavesOf,
      subcommandTerm: usageOf,
      commandUsage: (command: Command) => `${rootOf(command).name()} ${usageOf(command)}`,
    })
  }

  #allowed(code: string | undefined): string {
    if (code === 'commander.invalidArgument') return ''
    const help = this.createHelp()
    if (code === 'commander.unknownOption') {
      const options = [...help.visibleOptions(this), ...help.visibleGlobalOptions(this)]
      return ` Options: ${options.map(({ long }) => long).join(', ')}.`
    }
    if (code === 'commander.unknownCommand') {
      return ` Commands: ${leavesOf(this).map(nameOf).join(', ')}. Use --help for details.`
    }
    return ` Usage: ${usageOf(this)}.`
  }
}

/** The commands that do something: the command itself, or those of its groups. */
function leavesOf(command: Command): Command[] {
  return command.commands.flatMap((sub) => (sub.commands.length > 0 ? leavesOf(sub) : [sub]))
}

/** Such as `tenant create`. */
function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}`.trim() : ''
}

/** Such as `tenant create <slug> --name <text>`. */
function usageOf(command: Command): string {
  if (command.commands.length > 0) return `${nameOf(command)} <command> [options]`.trim()
  const operands = command.registeredArguments.map((argument) => `<${argument.name()}>`)
  const required = command.options.filter(({ mandatory }) => mandatory)
  const others = command.options.length > required.length ? ['[options]'] : []
  return [nameOf(command), ...operands, ...required.map(({ flags }) => flags), ...others].join(' ')
}

function rootOf(command: Command): Command {
  return command.parent ? rootOf(command.parent) : command
}
