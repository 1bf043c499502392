import { toInstant } from '../../openapi/fields.ts'
import { statusOf } from '../parts/badge.tsx'
import { Days } from '../parts/days.tsx'
import { Section } from '../parts/section.tsx'
import { Clock } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import { type InstanceData, MOVES } from './data.ts'

type Move = InstanceData['moves'][number]

/** The status changes of an instance by day, newest first. */
export function History({ visit, data }: { visit: Visit; data: InstanceData }) {
  const shown = data.moves.slice(0, MOVES)
  return (
    <Section title="History" kind="timeline">
      <Days
        entries={shown}
        at={(move) => toInstant(move.moved_at)}
        now={visit.now}
        item={(move) => <Change move={move} />}
      />
      {data.moves.length > MOVES && <p class="note">Older changes are not shown here. The API returns all of them.</p>}
    </Section>
  )
}

function Change({ move: { from_status, to_status, moved_at, actor_key_id, actor_name } }: { move: Move }) {
  const [tone, word] = statusOf(to_status)
  return (
    <li data-tone={tone}>
      <Clock at={toInstant(moved_at)} />
      <p>
        {from_status === null ? (
          <>
            <strong>Registered</strong> as {word.toLowerCase()}
          </>
        ) : (
          <>
            <strong>{word}</strong>, was {statusOf(from_status)[1].toLowerCase()}
          </>
        )}
      </p>
      <small>
        {actor_key_id === null ? 'By the operator' : actor_name === null ? 'By a key' : `By the key “${actor_name}”`}
      </small>
    </li>
  )
}
