import type { OverviewRow } from '../../rules/overview.ts'
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
  const keyed = rules.filter((rule) => rule.rule_key !== null)
  const keyless = rules.filter((rule) => rule.rule_key === null)
  const ticked = submission ? (JSON.parse(submission.values.rules ?? '[]') as string[]) : undefined
  const isTicked = (key: string) => ticked?.includes(key) ?? true
  const hasKeyless = submission ? submission.values.keyless !== '' : true
  const copied = keyed.filter((rule) => isTicked(rule.rule_key ?? '')).length + (hasKeyless ? keyless.length : 0)
  return (
    <Section title="Rules" count={<span id="copied">{`${copied} of ${rules.length} will be copied`}</span>}>
      <input type="hidden" name="listed" value={keyed.length} />
      {rules.length === 0 && <p class="note">This customer has no rules of its own.</p>}
      {submission?.errors.rule_keys && (
        <p class="error" id="rule_keys">
          {submission.errors.rule_keys}
        </p>
      )}
      <div class="choices" data-counts="copied">
        {keyed.map((rule) => (
          <label>
            <input type="checkbox" name="rule" value={rule.rule_key ?? ''} checked={isTicked(rule.rule_key ?? '')} />
            <strong>{rule.name}</strong>
            <code>{rule.rule_key}</code>
            <small>{rule.is_active ? rule.trigger_event : `${rule.trigger_event}, inactive`}</small>
          </label>
        ))}
        {keyless.length > 0 && (
          <label>
            <input type="checkbox" name="keyless" value="on" checked={hasKeyless} data-number={keyless.length} />
            <strong>{keyless.map((rule) => rule.name).join(', ')}</strong>
            <small>Without a key: copied only together with all other rules.</small>
          </label>
        )}
      </div>
    </Section>
  )
}
