import { FieldGroup } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { Section } from '../parts/section.tsx'
import { ValueBox } from '../parts/value-box.tsx'
import { type ActionDraft, type SettingDraft, TYPE_OPTIONS, unshownOf } from './actions.ts'
import { type RowProps, rowIdOf } from './rows.ts'

interface ActionCardsProps extends RowProps {
  actions: readonly ActionDraft[]
}

const HINT =
  'Add at least one action. Actions run in this order. Their settings depend on your own system, such as “channel” ' +
  'and “phone”. To remove a setting, clear its value.'

/** The actions in their order, each with its settings, and a button that adds another. */
export function ActionCards({ actions, at, errors }: ActionCardsProps) {
  return (
    <Section title="Actions">
      <FieldGroup id="actions" label="Actions" hint={HINT} error={errors.actions} kind="clauses" quiet>
        {actions.map((action, index) => (
          <ActionCard action={action} index={index} at={at} errors={errors} />
        ))}
        <p>
          <button class="button" type="submit" name="do" value="add action" formaction={`${at}#actions`}>
            Add another action
          </button>
        </p>
      </FieldGroup>
    </Section>
  )
}

function ActionCard({ action, index, at, errors }: RowProps & { action: ActionDraft; index: number }) {
  const number = index + 1
  const id = rowIdOf('action', number)
  const button = { class: 'copy', type: 'submit', name: 'do', formaction: `${at}#${id}` } as const
  return (
    <FieldGroup id={id} label={`Action ${number}`} error={errors[id]} kind="action">
      <input type="hidden" name="action_base" value={action.base} />
      <div class="head-row">
        <select class="input" name="action_type" aria-label={`What action ${number} does`}>
          <option value="">Choose an action</option>
          {TYPE_OPTIONS.map(({ value, label }) => (
            <option value={value} selected={value === action.type || undefined}>
              {label}
            </option>
          ))}
        </select>
        {index > 0 && (
          <button {...button} value={`raise action ${index}`} aria-label={`Move action ${number} up`}>
            <Icon name="up" />
          </button>
        )}
        <button
          {...button}
          value={`remove action ${index}`}
          formaction={`${at}#actions`}
          aria-label={`Remove action ${number}`}
        >
          <Icon name="close" />
        </button>
      </div>
      {action.settings.map((setting, row) => (
        <SettingRow setting={setting} index={index} number={row + 1} />
      ))}
      {unshownOf(action).map(({ name, words }) => (
        <p class="kept">
          {name}: {words} <small>(unchanged)</small>
        </p>
      ))}
      <p>
        <button class="button" type="submit" name="do" value={`add setting ${index}`} formaction={`${at}#${id}`}>
          Add another setting
        </button>
      </p>
    </FieldGroup>
  )
}

function SettingRow({ setting, index, number }: { setting: SettingDraft; index: number; number: number }) {
  const { path, name, text, list } = setting
  const prefix = `action${index}`
  const of = `of setting ${number} of action ${index + 1}`
  const label = path === '' ? `Value ${of}` : `${name} of action ${index + 1}`
  return (
    <div class="setting">
      <input type="hidden" name={`${prefix}_path`} value={path} />
      {path === '' ? (
        <input
          class="input"
          name={`${prefix}_name`}
          value={name}
          placeholder="setting, such as channel"
          aria-label={`Name ${of}`}
        />
      ) : (
        <p>
          <input type="hidden" name={`${prefix}_name`} value={name} />
          {name}
        </p>
      )}
      <ValueBox name={`${prefix}_value`} text={text} label={label} />
      {path === '' ? (
        <select class="input" name={`${prefix}_kind`} aria-label={`Kind ${of}`}>
          <option value="one">One value</option>
          <option value="list" selected={list || undefined}>
            Comma-separated list
          </option>
        </select>
      ) : (
        <p>
          <input type="hidden" name={`${prefix}_kind`} value={list ? 'list' : 'one'} />
          {list && <small>Comma-separated list</small>}
        </p>
      )}
    </div>
  )
}
