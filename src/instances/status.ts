import type { instances } from '../db/schema.ts'

export const INSTANCE_STATUSES = [
  'provisioning',
  'running',
  'stopped',
  'failed',
  'terminated',
] as const satisfies readonly (typeof instances.$inferSelect)['status'][]
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number]

/** Allowed status changes, by current status. The database allows no others either. */
const TRANSITIONS: Record<InstanceStatus, readonly InstanceStatus[]> = {
  provisioning: ['running', 'failed', 'terminated'],
  running: ['stopped', 'failed', 'terminated'],
  stopped: ['running', 'failed', 'terminated'],
  failed: ['provisioning', 'terminated'],
  terminated: [],
}

/** The statuses from which an instance can change to this one, not including itself. */
export function statusesBefore(to: InstanceStatus): InstanceStatus[] {
  return INSTANCE_STATUSES.filter((from) => TRANSITIONS[from].includes(to))
}

/** The statuses to which an instance can change from this one. */
export const statusesAfter = (from: InstanceStatus): readonly InstanceStatus[] => TRANSITIONS[from]

/** Instances of an archived customer cannot be started. */
export const STARTING: readonly InstanceStatus[] = ['provisioning', 'running']

/** A sentence that explains why the status did not change from `from` to `to`. */
export function transitionError(from: InstanceStatus, to: InstanceStatus): string {
  if (statusesBefore(to).includes(from)) {
    return `A concurrent request changed the status to ${from}, so this request did not change it to ${to}.`
  }
  const allowed = TRANSITIONS[from].join(', ').replace(/, (?=\w+$)/, ' or ')
  return `The status cannot change from ${from} to ${to}. Allowed: ${allowed || 'none'}.`
}

/** The allowed status changes, in words for the OpenAPI document. */
export const TRANSITIONS_IN_WORDS = INSTANCE_STATUSES.map(
  (from) => `\`${from}\` → ${TRANSITIONS[from].map((to) => `\`${to}\``).join(', ') || 'none'}`,
).join('; ')
