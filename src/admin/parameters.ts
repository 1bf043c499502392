import { z } from '@hono/zod-openapi'
import { Argument, InvalidArgumentError, Option } from 'commander'
import { validationErrorsOf } from '../validation/pydantic.ts'
import { OperatorError } from './operator-error.ts'

// What a command takes. Values are validated with the API's schemas, so that both accept the same.

/** A positional argument, such as `<slug>`. */
export function argument(name: string, description: string, schema: z.ZodType = z.string()): Argument {
  return new Argument(name, description).argParser((text) => validate(schema, text))
}

/** An option with a value, such as `--name <text>`. `read` converts the text to the schema's input. */
export function option(
  flags: string,
  description: string,
  schema: z.ZodType = z.string(),
  read: (text: string) => unknown = (text) => text,
): Option {
  const created = new Option(flags, description)
  return created.argParser((text, previous) => {
    if (previous !== undefined) throw givenTwice(created)
    // In `--name --test` the value is missing; in `--name=--test` it is not.
    if (text.startsWith('-') && process.argv.includes(text)) {
      throw new OperatorError(
        `Option '${flags}' argument missing. Use ${created.long}=${text} if that is the argument.`,
      )
    }
    return validate(schema, read(text))
  })
}

/** An option without a value, such as `--json`. */
export function flag(flags: string, description: string): Option {
  const created = new Option(flags, description)
  return created.argParser((_, previous) => {
    if (previous !== undefined) throw givenTwice(created)
    return true
  })
}

function givenTwice({ flags }: Option): OperatorError {
  return new OperatorError(`Option '${flags}' is given more than once. Use it only once.`)
}

function validate(schema: z.ZodType, value: unknown): unknown {
  const { data, error } = schema.safeParse(value, { reportInput: true })
  if (error) throw new InvalidArgumentError(validationErrorsOf('body', error.issues)[0]?.msg ?? '')
  // To the API, blank text means none; here, it is probably an unset variable.
  if (data === null) throw new InvalidArgumentError('String should have at least 1 character')
  return data
}
