import type { OverviewRow } from '../../rules/overview.ts'
import { FieldGroup } from '../parts/field.tsx'
import { Section } from '../parts/section.tsx'
import type { Submission } from '../submission.ts'

/** The source’s own rules, each with a checkbox. Without the scope to read them, one checkbox for all. */
export function CloneRules({ rules, submission }: { rules?: OverviewRow[]; submission?: Submission }) {
  if (!rules) {
    return (
      <Section title="Rules">
        <div class="choices">
          <label>
            <input type="checkbox" name="all_rules" checked={submission?.values.all_rules !== ''} />
            <strong>All own rules</strong>
            <small>Your key cannot read rules, so they are not listed.</small>
          </label>
        </div>
      </Section>
    )
  }
  const ticked = submission ? (JSON.parse(submission.values.rules ?? '[]') as string[]) : undefined
  const isTicked = ({ id }: OverviewRow) => ticked?.includes(id) ?? true
  const copied = rules.filter(isTicked).length
  return (
    <Section title="Rules" count={<span id="copied">{`${copied} of ${rules.length} will be copied`}</span>}>
      {rules.length === 0 ? (
        <p class="note">This customer has no rules of its own.</p>
      ) : (
        <div data-counts="copied">
          <FieldGroup
            id="rule_ids"
            label="Rules to copy"
            hint="Rules are copied unchanged. Check addresses and other values in the copies."
            error={submission?.errors.rule_ids}
            kind="choices"
          >
            {rules.map((rule) => (
              <label>
                <input type="checkbox" name="rule" value={rule.id} checked={isTicked(rule)} />
                <strong>{rule.name}</strong>
                {rule.rule_key !== null && <code>{rule.rule_key}</code>}
                <small>{rule.is_active ? rule.trigger_event : `${rule.trigger_event}, inactive`}</small>
              </label>
            ))}
          </FieldGroup>
        </div>
      )}
    </Section>
  )
}
