import { present } from '../../audit-log/audit-entry.ts'
import { EVENT_KINDS, IN_TIMELINE, type TimelineRow } from '../../audit-log/timeline.ts'
import { toInstant } from '../../openapi/fields.ts'
import { hrefWith } from '../address.ts'
import { Days } from '../parts/days.tsx'
import { shortId } from '../parts/id.tsx'
import { Section } from '../parts/section.tsx'
import { Clock } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'
import { Sentence, toneOf } from './event.tsx'

const KIND_LABELS = { all: 'All', changes: 'Changes', stripe: 'Stripe', instances: 'Instances' } as const
/** How many events a longer timeline shows. */
const MORE = 100

/** What happened to a customer and to what belongs to it, newest first. */
export function Timeline({ visit, data }: { visit: Visit; data: CustomerData }) {
  const { entries, events } = data
  if (!entries) return null
  const shown = entries.slice(0, events.limit)
  const to = (changes: Record<string, string | undefined>) =>
    `${hrefWith(visit.url, { ...changes, edit: undefined })}#section-timeline`
  const choice = (
    <nav class="segmented" aria-label="Events">
      {EVENT_KINDS.map((kind) => (
        <a
          href={to({ events: kind === 'all' ? undefined : kind })}
          aria-current={kind === events.kind ? 'true' : undefined}
        >
          {KIND_LABELS[kind]}
        </a>
      ))}
    </nav>
  )
  return (
    <Section title="Timeline" kind="timeline" action={choice}>
      {shown.length === 0 && <p class="note">No events of this kind yet.</p>}
      <Days
        entries={shown}
        at={(entry) => toInstant(entry.occurred_at)}
        now={visit.now}
        item={(entry) => <Event entry={entry} data={data} />}
      />
      {entries.length > events.limit && events.limit < MORE && (
        <a class="more" href={to({ show: String(MORE) })}>
          More events
        </a>
      )}
      <p class="note">
        Deleted rules and instances are left out, and so are all but the newest {IN_TIMELINE} subscriptions and
        instances. The <a href="/dashboard/audit-log">audit log</a> has all changes.
      </p>
    </Section>
  )
}

const SOURCES = { instance: 'Instance', subscription: 'Subscription' } as Record<string, string>

function Event({ entry, data }: { entry: TimelineRow; data: CustomerData }) {
  const shown = present(entry, data.caller)
  return (
    <li data-tone={toneOf(shown)}>
      <Clock at={shown.occurred_at} />
      <p>
        <Sentence entry={shown} data={data} />
      </p>
      <small>
        {SOURCES[shown.resource_type] ?? 'Change'}
        {shown.actor_key_id === null ? ', reported by Stripe' : ', by '}
        {shown.actor_key_id !== null && (entry.actor_name ? `the key “${entry.actor_name}”` : 'a key')}
        {shown.request_id !== null && (
          <>
            , request <code title={shown.request_id}>{shortId(shown.request_id)}</code>
          </>
        )}
      </small>
    </li>
  )
}
