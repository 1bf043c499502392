import type { Rule } from '../../setup/rule.ts'
import type { Project } from '../../setup/source-tree.ts'

/** Compares the sources with a fixed list. */
export type SourceRule = Rule<(project: Project) => string[]>

/** `file: fact` for each fact of each file. */
export const perFile = (facts: Record<string, readonly string[]>) =>
  Object.entries(facts).flatMap(([file, ofFile]) => ofFile.map((fact) => `${file}: ${fact}`))
