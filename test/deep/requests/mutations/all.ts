import type { Operation } from '../document.ts'
import type { ApiRequest } from '../request.ts'
import { bodyMutations } from './body.ts'
import type { Mutation } from './mutation.ts'
import { parameterMutations } from './parameters.ts'

/** Every change that makes this request invalid, by kind. */
export function mutationsOf(operation: Operation, request: ApiRequest): Map<string, Mutation[]> {
  const all = [...parameterMutations(operation, request), ...bodyMutations(operation, request)]
  return Map.groupBy(all, ({ kind }) => kind)
}

/** Chooses a kind, then one of its mutations, so that rare kinds are as frequent as others. */
export function chosen(mutations: Map<string, Mutation[]>, kind: number, index: number): Mutation | undefined {
  const kinds = [...mutations.keys()].sort()
  const same = mutations.get(kinds[kind % kinds.length] ?? '') ?? []
  return same[index % same.length]
}
