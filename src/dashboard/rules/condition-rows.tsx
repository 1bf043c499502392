import { FieldGroup } from '../parts/field.tsx'
import { Icon } from '../parts/icon.tsx'
import { Section } from '../parts/section.tsx'
import { ValueBox } from '../parts/value-box.tsx'
import { type ConditionDraft, OPERATOR_OPTIONS, structureOf } from './conditions.ts'
import { type RowProps, rowIdOf } from './rows.ts'
import { inWords } from './values.ts'

interface ConditionRowsProps extends RowProps {
  conditions: readonly ConditionDraft[]
}

const HINT =
  'All conditions must be true. Without conditions, every event triggers the rule. Numbers, true and false are ' +
  'recognized; to use them as text, put them in quotes. For “is one of”, separate values with commas. Empty rows ' +
  'are ignored.'

/** The conditions, one per row, and a button that adds another. */
export function ConditionRows({ conditions, at, errors }: ConditionRowsProps) {
  return (
    <Section title="Conditions">
      <FieldGroup id="conditions" label="Conditions" hint={HINT} error={errors.conditions} kind="clauses" quiet>
        {conditions.map((condition, index) => (
          <ConditionRow condition={condition} number={index + 1} at={at} errors={errors} />
        ))}
        <p>
          <button class="button" type="submit" name="do" value="add condition" formaction={`${at}#conditions`}>
            Add another condition
          </button>
        </p>
      </FieldGroup>
    </Section>
  )
}

function ConditionRow({ condition, number, at, errors }: RowProps & { condition: ConditionDraft; number: number }) {
  const structure = structureOf(condition)
  const of = `of condition ${number}`
  const id = rowIdOf('condition', number)
  return (
    <FieldGroup id={id} label={`Condition ${number}`} error={errors[id]} kind="clause" quiet>
      <input type="hidden" name="condition_was" value={condition.was} />
      <input
        class="input"
        name="condition_field"
        value={condition.field}
        placeholder="field, such as urgency"
        maxlength={200}
        aria-label={`Field ${of}`}
      />
      <select class="input" name="condition_operator" aria-label={`Comparison ${of}`}>
        {OPERATOR_OPTIONS.map(({ value, label }) => (
          <option value={value} selected={value === condition.operator || undefined}>
            {label}
          </option>
        ))}
      </select>
      {structure === undefined ? (
        <ValueBox name="condition_value" text={condition.text} label={`Value ${of}`} />
      ) : (
        <p class="kept">
          <input type="hidden" name="condition_value" value="" />
          {inWords(structure)} <small>(unchanged)</small>
        </p>
      )}
      <button
        class="copy"
        type="submit"
        name="do"
        value={`remove condition ${number - 1}`}
        formaction={`${at}#conditions`}
        aria-label={`Remove condition ${number}`}
      >
        <Icon name="close" />
      </button>
    </FieldGroup>
  )
}
