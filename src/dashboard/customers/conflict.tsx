import { Banner } from '../parts/banner.tsx'
import { orAbsent } from '../parts/facts.tsx'
import { Form } from '../parts/form.tsx'
import { Section } from '../parts/section.tsx'
import { Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import type { Submission } from '../submission.ts'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'
import { BackLink } from './head.tsx'
import { nameOf } from './names.ts'
import { differences, labelOf, profileFrom } from './profile.ts'

interface ConflictProps {
  visit: Visit
  data: CustomerData
  submission: Submission
}

/** Two people changed the same customer: what each changed, field by field, and a choice where both did. */
export function Conflict({ visit, data, submission }: ConflictProps) {
  const { customer, etag, profile: theirs } = data
  const was = profileFrom(submission.values.was ?? '')
  const yours = profileFrom(submission.values.is ?? '')
  const byThem = differences(was, theirs)
  const byYou = differences(was, yours)
  const both = byYou.filter((name) => byThem.includes(name) && (yours[name] ?? '') !== (theirs[name] ?? ''))
  const one = [...new Set([...byYou, ...byThem])].filter((name) => !both.includes(name))
  const merged = { ...theirs, ...Object.fromEntries(byYou.map((name) => [name, yours[name] ?? ''])) }
  const at = `/dashboard/customers/${customer.id}`
  const who = data.entries?.[0]?.actor_name
  return (
    <>
      <div class="head">
        <div>
          <BackLink href={at}>{nameOf(customer)}</BackLink>
          <h1>Choose what to keep</h1>
          <p class="under">Nothing of yours has been saved yet, and nothing is lost.</p>
        </div>
      </div>
      <Form visit={visit} action={at} class="form" once>
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="was" value={JSON.stringify(theirs)} />
        <input type="hidden" name="is" value={JSON.stringify(merged)} />
        <Banner tone="amber" role="alert">
          <strong>Someone changed this customer while you were editing it.</strong>{' '}
          {who ? `The key “${who}”` : 'Another key'} saved <Time at={customer.updated_at} now={visit.now} />.{' '}
          {both.length === 0 ? 'No field was changed by both of you.' : DECISIONS(both.length)}
        </Banner>
        {both.length > 0 && (
          <Section title="Changed by both" count={both.length}>
            <div class="versions">
              {both.map((name) => (
                <Choice name={name} was={was[name]} theirs={theirs[name]} yours={yours[name]} who={who ?? undefined} />
              ))}
            </div>
          </Section>
        )}
        {one.length > 0 && (
          <Section title="Changed by one" count={`${one.length}, kept as they are`}>
            <Table
              caption="Fields that only one of you changed"
              columns={[{ label: 'Field' }, { label: 'Was', drop: 1 }, { label: 'Will be' }, { label: 'Changed by' }]}
              rows={one.map((name) => ({
                cells: [
                  labelOf(name),
                  orAbsent(was[name]),
                  orAbsent(merged[name]),
                  byYou.includes(name) ? (byThem.includes(name) ? 'both, to the same' : 'you') : (who ?? 'another key'),
                ],
              }))}
            />
          </Section>
        )}
        <div class="submit">
          <button class="button" type="submit" data-kind="main">
            Save these
          </button>
          <a class="button" href={at}>
            Discard my changes
          </a>
        </div>
      </Form>
    </>
  )
}

const DECISIONS = (number: number) =>
  number === 1 ? 'One field needs your decision.' : `${number} fields need your decision.`

interface ChoiceProps {
  name: string
  was: string | undefined
  theirs: string | undefined
  yours: string | undefined
  who: string | undefined
}

function Choice({ name, was, theirs, yours, who = 'Another key' }: ChoiceProps) {
  const option = (value: 'theirs' | 'yours', label: string, text: string | undefined) => (
    <label>
      <input type="radio" name={`choose.${name}`} value={value} checked={value === 'yours' || undefined} />
      <span>
        <small>{label}</small> <strong>{orAbsent(text)}</strong>
      </span>
    </label>
  )
  return (
    <fieldset>
      <legend>{labelOf(name)}</legend>
      <p class="was">
        <small>Was</small> <span>{orAbsent(was)}</span>
      </p>
      {option('theirs', who, theirs)}
      {option('yours', 'Yours', yours)}
    </fieldset>
  )
}
