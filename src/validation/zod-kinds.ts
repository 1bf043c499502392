// The Zod schemas that are bundled with the Worker. Using any other is a type error until it is added here.

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
  null,
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
