import type { z } from '@hono/zod-openapi'
import type { Instance } from '../../instances/instance.ts'
import type { MoveRow } from '../../instances/moves.ts'
import { toInstant } from '../../openapi/fields.ts'
import { HostName } from '../instances/host-name.tsx'
import { Status } from '../parts/badge.tsx'
import { Disclosure } from '../parts/disclosure.tsx'
import { Facts } from '../parts/facts.tsx'
import { Icon } from '../parts/icon.tsx'
import { Id } from '../parts/id.tsx'
import { Section } from '../parts/section.tsx'
import { Moment, Time } from '../parts/time.tsx'
import { mayWrite } from '../permissions.ts'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'

const SHOWN = 10

/** The instances of a customer, each with its last status changes. Failed ones come first, and are open. */
export function Instances({ visit, data: { customer, moves, caller } }: { visit: Visit; data: CustomerData }) {
  const { instances, instance_count: all, running_instance_count: running } = customer
  const { failed_instance_count: failures } = customer
  const failed = instances.filter(({ status }) => status === 'failed')
  const sorted = [...failed, ...instances.filter((one) => !failed.includes(one))]
  const mayRegister = moves !== undefined && mayWrite(caller, 'instances') && customer.archived_at === null
  const register = mayRegister && <a href={`/dashboard/instances/new?customer_id=${customer.id}`}>Register</a>
  const counted = (
    <>
      {all === 0 ? '0' : `${running} running of ${all}`}
      {failures > 0 && (
        <>
          , <span class="failed">{failures} failed</span>
        </>
      )}
    </>
  )
  return (
    <Section title="Instances" count={counted} action={register}>
      {all === 0 && <p class="note">No instances are registered for this customer.</p>}
      {all > 0 && (
        <ul class="rows">
          {sorted.slice(0, SHOWN).map((one, index) => (
            <Row one={one} moves={moves} visit={visit} isOpen={index === 0 && one.status === 'failed'} />
          ))}
        </ul>
      )}
      {sorted.length > SHOWN && (
        <Disclosure label={`${sorted.length - SHOWN} more`}>
          <ul class="rows">
            {sorted.slice(SHOWN).map((one) => (
              <Row one={one} moves={moves} visit={visit} isOpen={false} />
            ))}
          </ul>
        </Disclosure>
      )}
      {all > instances.length && moves && (
        <a class="more" href={`/dashboard/instances?customer_id=${customer.id}`}>
          All {all} instances
        </a>
      )}
    </Section>
  )
}

interface RowProps {
  one: z.infer<typeof Instance>
  moves: MoveRow[] | undefined
  visit: Visit
  isOpen: boolean
}

function Row({ one, moves, visit, isOpen }: RowProps) {
  const place = [[one.provider, one.region_id].filter(Boolean).join(' '), one.runtime_type].filter(Boolean).join(', ')
  const own = moves?.filter(({ instance_id }) => instance_id === one.id)
  return (
    <li>
      <details id={one.id} open={isOpen || undefined}>
        <summary>
          <strong>{one.agent_name ?? 'Unnamed instance'}</strong>
          <Status status={one.status} />
          <small>{place}</small>
          <Time at={one.updated_at} now={visit.now} />
          <Icon name="next" />
        </summary>
        <div class="body">
          {own && (
            <ol class="moves">
              {own.map((move) => (
                <li>
                  <Moment at={toInstant(move.moved_at)} />
                  <Status status={move.to_status} />
                </li>
              ))}
            </ol>
          )}
          <Facts
            items={[
              one.hostname !== null && ['Host name', <HostName of={one.hostname} />],
              one.ip_address !== null && ['IP address', one.ip_address],
              one.preset_id !== null && ['Preset', one.preset_id],
              one.product_tier_name !== null && ['Plan', one.product_tier_name],
              one.workload_type !== null && ['Workload', one.workload_type],
              ['Id', <Id value={one.id} label="the instance id" />],
              own !== undefined && ['Page', <a href={`/dashboard/instances/${one.id}`}>Open the instance</a>],
            ]}
          />
        </div>
      </details>
    </li>
  )
}
