import { ACTION_TYPES } from '../../rules/content.ts'
import { sent } from './conditions.ts'
import { inWords, isFlatList, isScalar, type Json, objectIn, textOf, valueIn, valuesIn } from './values.ts'

/** A setting of an action: a new one, or a value at any depth of the stored settings. */
export interface SettingDraft {
  /** The place of a stored value as a JSON list; empty for a new setting. */
  path: string
  name: string
  text: string
  /** Whether a new setting is a list. */
  list: boolean
}

export interface ActionDraft {
  type: string
  /** The stored settings as JSON. Values without a row stay unchanged. */
  base: string
  settings: SettingDraft[]
}

export const BLANK_SETTING: SettingDraft = { path: '', name: '', text: '', list: false }
export const BLANK_ACTION: ActionDraft = { type: '', base: '{}', settings: [BLANK_SETTING, BLANK_SETTING] }

const WORDS: Record<(typeof ACTION_TYPES)[number], string> = {
  ...{ notify: 'Notify someone', send_webhook: 'Send a webhook', run_workflow: 'Run a workflow' },
  ...{ log_event: 'Log an event', require_approval: 'Ask for approval' },
}
export const TYPE_OPTIONS = ACTION_TYPES.map((value) => ({ value, label: WORDS[value] }))

/** Maximum number of values of an action with a row. The others stay unchanged. */
const MAX_ROWS = 100

export function actionDraft({ type, ...settings }: { type: string } & Record<string, unknown>): ActionDraft {
  const leaves = leavesOf(settings as Json).filter(({ value }) => isShown(value))
  const rows = leaves.slice(0, MAX_ROWS).map(({ path, value }) => ({
    ...{ path: JSON.stringify(path), name: nameOf(path), text: textOf(value as never), list: isFlatList(value) },
  }))
  return { type, base: JSON.stringify(settings), settings: [...rows, BLANK_SETTING] }
}

/** The stored values that have no row, in words. */
export function unshownOf({ base, settings }: ActionDraft): { name: string; words: string }[] {
  const shown = new Set(settings.map(({ path }) => path))
  return leavesOf(objectIn(base))
    .filter(({ path }) => !shown.has(JSON.stringify(path)))
    .map(({ path, value }) => ({ name: nameOf(path), words: inWords(value) }))
}

export const isBlankAction = ({ type, base, settings }: ActionDraft) =>
  type === '' && Object.keys(objectIn(base)).length === 0 && settings.every(isBlankSetting)

const isBlankSetting = ({ path, name, text }: SettingDraft) => path === '' && name.trim() === '' && text.trim() === ''

type Path = readonly (string | number)[]
type Leaf = { path: Path; value: Json }

const isShown = (value: Json) => isScalar(value) || isFlatList(value)
const nameOf = (path: Path) => path.map((step) => (typeof step === 'number' ? step + 1 : step)).join(' › ')

/** The values without a structure, and empty groups and lists, at any depth. */
function leavesOf(value: Json, path: Path = []): Leaf[] {
  if (path.length > 0 && isShown(value)) return [{ path, value }]
  const entries = Object.entries(value as object) as [string, Json][]
  if (entries.length === 0) return path.length > 0 ? [{ path, value }] : []
  const isList = Array.isArray(value)
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, isList ? Number(key) : key]))
}

/** The action as the API takes it, and what is wrong with it in words. A value whose text is empty is removed. */
export function actionOf({ type, base, settings }: ActionDraft): { action: Record<string, unknown>; errors: string[] } {
  const stored = objectIn(base)
  const leaves = new Map(leavesOf(stored).map((leaf) => [JSON.stringify(leaf.path), leaf]))
  const removed: Path[] = []
  for (const { path, text } of settings) {
    const leaf = leaves.get(path)
    if (!leaf || !isShown(leaf.value) || text === sent(textOf(leaf.value as never))) continue
    if (text.trim() === '') removed.push(leaf.path)
    else setAt(stored, leaf.path, isFlatList(leaf.value) ? valuesIn(text) : valueIn(text))
  }
  // From the end, so that the places of the items before it stay the same.
  for (const path of removed.reverse()) removeAt(stored, path)
  const added = settings.filter((setting) => setting.path === '' && !isBlankSetting(setting))
  const names = [...Object.keys(stored), 'type']
  const errors = type === '' ? ['Choose an action'] : []
  const entries = added.map(({ name, text, list }): [string, Json] => {
    const key = name.trim()
    if (key === '') errors.push(`The setting with the value “${text.trim()}” needs a name`)
    else if (text.trim() === '') errors.push(`The setting “${key}” needs a value; for an empty text, enter ""`)
    else if (names.includes(key)) errors.push(`The setting “${key}” occurs twice`)
    names.push(key)
    return [key, list ? valuesIn(text) : valueIn(text)]
  })
  return { action: Object.fromEntries([['type', type], ...Object.entries(stored), ...entries]), errors }
}

/** The group or list that contains the last step of a path as a key. */
function parentOf(root: Json, path: Path): Record<string | number, Json> {
  return path
    .slice(0, -1)
    .reduce<Json>((one, step) => (one as Record<string | number, Json>)[step] as Json, root) as never
}

function setAt(root: Json, path: Path, value: Json) {
  const [parent, last = ''] = [parentOf(root, path), path.at(-1)]
  Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true })
}

function removeAt(root: Json, path: Path) {
  const [parent, last = ''] = [parentOf(root, path), path.at(-1)]
  if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete parent[last]
}
