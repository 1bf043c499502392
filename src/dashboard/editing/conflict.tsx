import type { VersionRow } from '../../audit-log/timeline.ts'
import { toInstant } from '../../openapi/fields.ts'
import { BackLink } from '../parts/back-link.tsx'
import { Banner } from '../parts/banner.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Submit } from '../parts/submit.tsx'
import { Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import { differences, type Values, valuesFrom } from './values.ts'

interface ConflictProps {
  visit: Visit
  /** The rejected edit, with the values `was` and `is`. */
  submission: Submission
  /** The resource type that both edited, such as `customer`, and the name of the resource. */
  noun: string
  name: string
  /** The address of its page, where the form is sent. */
  at: string
  /** The stored version and, if the key may know, who saved it and when. */
  stored: { values: Values; etag: string; by: VersionRow | undefined }
  /** The labels of its fields, in the order of the form. */
  labels: Readonly<Record<string, string>>
  /** The label of a field that `labels` does not have. */
  labelOf?: (name: string) => string
  /** The text for a value that is not shown as it is. */
  textOf?: (name: string, value: string) => string
}

/** Two people edited the same resource: shows what each changed, and asks for a choice where both changed a field. */
export function Conflict({ visit, submission, noun, name, at, stored, labels, ...rest }: ConflictProps) {
  const { values: theirs, etag, by } = stored
  const who = by?.actor_name
  const order = Object.keys(labels)
  const labelled = (field: string) => labels[field] ?? rest.labelOf?.(field) ?? field
  const shown = (field: string, value = '') => (value === '' ? '' : (rest.textOf?.(field, value) ?? value))
  const was = valuesFrom(submission.values.was ?? '')
  const yours = valuesFrom(submission.values.is ?? '')
  const byThem = differences(was, theirs, order)
  const byYou = differences(was, yours, order)
  const both = byYou.filter((name) => byThem.includes(name) && (yours[name] ?? '') !== (theirs[name] ?? ''))
  const one = [...new Set([...byYou, ...byThem])].filter((name) => !both.includes(name))
  const merged = { ...theirs, ...Object.fromEntries(byYou.map((name) => [name, yours[name] ?? ''])) }
  return (
    <>
      <div class="head">
        <div>
          <BackLink href={at}>{name}</BackLink>
          <h1>Choose what to keep</h1>
          <p class="under">Your changes have not been saved yet, and nothing is lost.</p>
        </div>
      </div>
      <Form visit={visit} action={at} class="form" once>
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="was" value={JSON.stringify(theirs)} />
        <input type="hidden" name="is" value={JSON.stringify(merged)} />
        <Banner tone="amber" role="alert">
          <strong>Someone changed this {noun} while you were editing it.</strong>{' '}
          {by && (
            <>
              {who ? `The key “${who}”` : 'Another key'} saved it{' '}
              <Time at={toInstant(by.occurred_at)} now={visit.now} />.{' '}
            </>
          )}
          {both.length === 0 ? 'Your changes do not conflict.' : DECISIONS(both.length)}
        </Banner>
        {both.length > 0 && (
          <Section title="Changed by both of you" count={both.length}>
            <div class="versions">
              {both.map((name) => (
                <Choice
                  label={labelled(name)}
                  {...{ name, was: shown(name, was[name]), who: who ?? undefined }}
                  {...{ theirs: shown(name, theirs[name]), yours: shown(name, yours[name]) }}
                />
              ))}
            </div>
          </Section>
        )}
        {one.length > 0 && (
          <Section title="Changed by one of you" count={`${one.length}, all will be saved`}>
            <Table
              caption="Fields that only one of you changed"
              columns={[{ label: 'Field' }, { label: 'Was', drop: 1 }, { label: 'Will be' }, { label: 'Changed by' }]}
              rows={one.map((name) => ({
                cells: [
                  labelled(name),
                  orAbsent(shown(name, was[name])),
                  orAbsent(shown(name, merged[name])),
                  byYou.includes(name) ? (byThem.includes(name) ? 'both, same value' : 'you') : (who ?? 'another key'),
                ],
              }))}
            />
          </Section>
        )}
        <Submit label="Save these values" cancel={at} cancelLabel="Discard my changes" />
      </Form>
    </>
  )
}

const DECISIONS = (number: number) =>
  number === 1 ? 'One field needs your decision.' : `${number} fields need your decision.`

interface ChoiceProps {
  name: string
  label: string
  was: string | undefined
  theirs: string | undefined
  yours: string | undefined
  who: string | undefined
}

function Choice({ name, label, was, theirs, yours, who = 'Another key' }: ChoiceProps) {
  const option = (value: 'theirs' | 'yours', of: string, text: string | undefined) => (
    <label>
      <input type="radio" name={`choose.${name}`} value={value} checked={value === 'yours' || undefined} />
      <span>
        <small>{of}</small> <strong>{orAbsent(text)}</strong>
      </span>
    </label>
  )
  return (
    <fieldset>
      <legend>{label}</legend>
      <p class="was">
        <small>Was</small> <span>{orAbsent(was)}</span>
      </p>
      {option('theirs', who, theirs)}
      {option('yours', 'Yours', yours)}
    </fieldset>
  )
}
