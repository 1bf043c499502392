import type { z } from '@hono/zod-openapi'
import type { Rule } from '../../rules/rule.ts'
import { type ActionDraft, actionDraft, actionOf, BLANK_ACTION, BLANK_SETTING, isBlankAction } from './actions.ts'
import { BLANK, type ConditionDraft, conditionDraft, conditionOf, isBlank, sent } from './conditions.ts'

/** The rows of the form, as they are shown and sent. */
export interface Draft {
  conditions: ConditionDraft[]
  actions: ActionDraft[]
}

export const NEW_DRAFT: Draft = {
  conditions: [BLANK, BLANK],
  actions: [{ ...BLANK_ACTION, type: 'notify' }],
}

/** The rows of a stored rule, and an empty row where one can be added. */
export function draftOf({ conditions, actions }: Pick<z.infer<typeof Rule>, 'conditions' | 'actions'>): Draft {
  return { conditions: [...conditions.map(conditionDraft), BLANK], actions: actions.map(actionDraft) }
}

/** More rows than the API accepts, so that its error says so. */
const [MAX_CONDITIONS, MAX_ACTIONS, MAX_SETTINGS] = [60, 25, 200]

/** Reads the rows of the form. Every row sends all of its fields. */
export function draftIn(form: FormData): Draft {
  const all = (name: string) => form.getAll(name).map((value) => sent(String(value)))
  const [fields, operators, texts, was] = ['field', 'operator', 'value', 'was'].map((name) => all(`condition_${name}`))
  const bases = all('action_base').slice(0, MAX_ACTIONS)
  const types = all('action_type')
  return {
    conditions: (fields ?? []).slice(0, MAX_CONDITIONS).map((field, index) => ({
      ...{ field, operator: operators?.[index] ?? '', text: texts?.[index] ?? '', was: was?.[index] ?? '' },
    })),
    actions: bases.map((base, index) => {
      const [paths = [], names, values, kinds] = ['path', 'name', 'value', 'kind'].map((name) =>
        all(`action${index}_${name}`),
      )
      const settings = paths.slice(0, MAX_SETTINGS).map((path, row) => ({
        ...{ path, name: names?.[row] ?? '', text: values?.[row] ?? '', list: kinds?.[row] === 'list' },
      }))
      return { type: types[index] ?? '', base, settings }
    }),
  }
}

/** What a button of the form does to the rows. Undefined if it is another button. */
export function edited({ conditions, actions }: Draft, command: string): Draft | undefined {
  const [verb, what, number = '0'] = command.split(' ')
  const place = Number(number)
  const others = <Row>(rows: readonly Row[]) => rows.filter((_, index) => index !== place)
  if (verb === 'add' && what === 'condition') return { actions, conditions: [...conditions, BLANK] }
  if (verb === 'remove' && what === 'condition') return { actions, conditions: others(conditions) }
  if (verb === 'add' && what === 'action') return { conditions, actions: [...actions, BLANK_ACTION] }
  if (verb === 'remove' && what === 'action') return { conditions, actions: others(actions) }
  const chosen = actions[place]
  if (verb === 'add' && what === 'setting' && chosen) {
    const more = { ...chosen, settings: [...chosen.settings, BLANK_SETTING] }
    return { conditions, actions: actions.with(place, more) }
  }
  const above = actions[place - 1]
  if (verb === 'raise' && chosen && above) {
    return { conditions, actions: actions.with(place - 1, chosen).with(place, above) }
  }
  return undefined
}

/** The rows as the API takes them, without empty ones, and where each one is in the form. */
export function contentOf({ conditions, actions }: Draft) {
  const places = {
    conditions: [...conditions.keys()].filter((index) => !isBlank(conditions[index] as ConditionDraft)),
    actions: [...actions.keys()].filter((index) => !isBlankAction(actions[index] as ActionDraft)),
  }
  const built = places.actions.map((index) => actionOf(actions[index] as ActionDraft))
  const errors = built.flatMap((one, index) =>
    one.errors.map((text) => [`action-${(places.actions[index] ?? 0) + 1}`, text] as const),
  )
  return {
    content: {
      conditions: places.conditions.map((index) => conditionOf(conditions[index] as ConditionDraft)),
      actions: built.map(({ action }) => action),
    },
    errors: Object.fromEntries(errors.reverse()),
    places,
  }
}
