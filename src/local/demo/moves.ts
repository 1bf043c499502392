import type { InstanceStatus } from '../../instances/status.ts'
import { later, midway, uuidAt } from './clock.ts'
import type { Row } from './parts.ts'

/** Possible status histories for each final status, starting with the registration. */
const ways: Record<InstanceStatus, readonly [InstanceStatus[], ...InstanceStatus[][]]> = {
  provisioning: [['provisioning']],
  running: [
    ['provisioning', 'running'],
    ['provisioning', 'running', 'stopped', 'running'],
    ['provisioning', 'failed', 'provisioning', 'running'],
  ],
  stopped: [['provisioning', 'running', 'stopped']],
  failed: [['provisioning', 'running', 'failed']],
  terminated: [['provisioning', 'running', 'stopped', 'terminated']],
}

/** The status history of an instance, oldest first, all by one key. `number` selects one of the histories. */
export function makeMoves(instance: Row, number: number, actorKeyId: string): Row[] {
  const choice = ways[instance.status as InstanceStatus]
  const way = choice[number % choice.length] ?? choice[0]
  let moved_at = String(instance.created_at)
  return way.map((to_status, place) => {
    const from_status = way[place - 1] ?? null
    moved_at = endOf(from_status, moved_at, place === way.length - 1, String(instance.updated_at))
    return {
      tenant_id: instance.tenant_id,
      id: uuidAt(moved_at),
      customer_id: instance.customer_id,
      instance_id: instance.id,
      from_status,
      to_status,
      moved_at,
      actor_key_id: actorKeyId,
    }
  })
}

/**
 * When a status ended: provisioning takes minutes, a repair most of an hour, and the final change is at the instance's
 * last update.
 */
function endOf(status: InstanceStatus | null, since: string, isLast: boolean, changed: string): string {
  if (status === null) return since
  if (status === 'provisioning') return later(since, 217)
  if (status === 'failed') return later(since, 2843)
  return isLast ? changed : midway(since, changed)
}
