// The kinds of schema that the Worker is bundled with. Any other is a type error where it is used, until it stands here.

export type * from 'zod/v4'
export {
  array,
  boolean,
  enum,
  int,
  literal,
  looseObject,
  map,
  NEVER,
  number,
  object,
  record,
  safeParse,
  strictObject,
  string,
  union,
  unknown,
  ZodObject,
  ZodType,
} from 'zod/v4'
