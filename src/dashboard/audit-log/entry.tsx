import { hrefWith } from '../address.ts'
import { Tag } from '../parts/badge.tsx'
import { Absent, Facts } from '../parts/facts.tsx'
import { Icon } from '../parts/icon.tsx'
import { Id } from '../parts/id.tsx'
import { Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import type { Visit } from '../visit.ts'
import { CLEARED } from './query.ts'
import { type Named, resourceName } from './resource-name.ts'
import { wordsOf } from './words.ts'

export type Entry = Named & { actor_name: string | null }

const COLUMNS = [{ label: 'Field' }, { label: 'Before', wrap: true }, { label: 'After', wrap: true }]

/** One change: what, on which resource and by whom. Expanded, it shows every field before and after. */
export function EntryRow({ entry, visit, isOpen }: { entry: Entry; visit: Visit; isOpen: boolean }) {
  const { before, after, resource_id, actor_key_id, request_id } = entry
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const only = (changes: Record<string, string>) => hrefWith(visit.url, { ...CLEARED, ...changes })
  const name = resourceName(entry)
  return (
    <li>
      <details id={entry.id} open={isOpen || undefined}>
        <summary>
          <strong>{wordsOf(entry.operation)}</strong>
          <Tag>{wordsOf(entry.resource_type)}</Tag>
          <small>
            {name !== undefined && `${name}, `}
            {byWhom(entry)}
          </small>
          <Time at={entry.occurred_at} now={visit.now} />
          <Icon name="next" />
        </summary>
        <div class="body">
          {names.length === 0 ? (
            <p class="note">Your key cannot read the fields of this resource.</p>
          ) : (
            <Table
              caption="Fields before and after"
              columns={COLUMNS}
              rows={names.map((field) => ({
                cells: [wordsOf(field), <Value of={before?.[field]} />, <Value of={after?.[field]} />],
              }))}
            />
          )}
          <Facts
            items={[
              ['Time', <Time at={entry.occurred_at} now={visit.now} exact />],
              ['Resource', <Id value={resource_id} label="the resource id" href={only({ resource_id })} />],
              actor_key_id !== null && [
                'API key',
                <Id value={actor_key_id} label="the key id" href={only({ actor_key_id })} />,
              ],
              request_id !== null && [
                'Request',
                <Id value={request_id} label="the request id" href={only({ request_id })} />,
              ],
            ]}
          />
        </div>
      </details>
    </li>
  )
}

function byWhom({ actor_key_id, actor_name }: Entry): string {
  if (actor_key_id === null) return 'by Stripe or the operator'
  return actor_name === null ? 'by an API key' : `by the key “${actor_name}”`
}

function Value({ of: value }: { of: unknown }) {
  if (value === null || value === undefined) return <Absent />
  return <>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</>
}
