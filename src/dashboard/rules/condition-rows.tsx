import { Icon } from '../parts/icon.tsx'
import { Section } from '../parts/section.tsx'
import { type ConditionDraft, OPERATOR_OPTIONS, structureOf } from './conditions.ts'
import { RowError, type RowProps, rowIdOf, ValueBox } from './row-parts.tsx'
import { inWords } from './values.ts'

interface ConditionRowsProps extends RowProps {
  conditions: readonly ConditionDraft[]
}

/** The conditions, one per row, and a button that adds another. */
export function ConditionRows({ conditions, at, errors }: ConditionRowsProps) {
  return (
    <Section title="Conditions">
      <div class="clauses">
        <p class="hint">
          All conditions must hold; without conditions, the event alone triggers the rule. Numbers, true and false are
          recognized; to use them as text, put them in quotes. For “is one of”, separate values with commas. Empty rows
          are ignored.
        </p>
        <RowError id="conditions" errors={errors} />
        {conditions.map((condition, index) => (
          <ConditionRow condition={condition} number={index + 1} at={at} errors={errors} />
        ))}
        <p>
          <button class="button" type="submit" name="do" value="add condition" formaction={`${at}#conditions`}>
            Add another condition
          </button>
        </p>
      </div>
    </Section>
  )
}

function ConditionRow({ condition, number, at, errors }: RowProps & { condition: ConditionDraft; number: number }) {
  const structure = structureOf(condition)
  const of = `of condition ${number}`
  const id = rowIdOf('condition', number)
  return (
    <div class="clause" id={id}>
      <input type="hidden" name="condition_was" value={condition.was} />
      <input
        class="input"
        name="condition_field"
        value={condition.field}
        placeholder="field, such as urgency"
        maxlength={200}
        aria-label={`Field ${of}`}
        aria-describedby={errors[id] ? `${id}-error` : undefined}
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
      <RowError id={id} errors={errors} />
    </div>
  )
}
