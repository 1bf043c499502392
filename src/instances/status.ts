export const INSTANCE_STATUSES = ['provisioning', 'running', 'stopped', 'failed', 'terminated'] as const
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number]

/** Allowed status changes, by current status. The database allows no others either. */
const MOVES: Record<InstanceStatus, readonly InstanceStatus[]> = {
  provisioning: ['running', 'failed', 'terminated'],
  running: ['stopped', 'failed', 'terminated'],
  stopped: ['running', 'failed', 'terminated'],
  failed: ['provisioning', 'terminated'],
  terminated: [],
}

/** The statuses from which an instance can change to this one, not including itself. */
export function startsOf(to: InstanceStatus): InstanceStatus[] {
  return INSTANCE_STATUSES.filter((from) => MOVES[from].includes(to))
}

/** A sentence that explains why the status did not change from `from` to `to`. */
export function whyNot(from: InstanceStatus, to: InstanceStatus): string {
  if (startsOf(to).includes(from)) {
    return `A concurrent request changed the status to ${from}, so this request did not change it to ${to}.`
  }
  const allowed = MOVES[from].join(', ').replace(/, (?=\w+$)/, ' or ')
  return `The status cannot change from ${from} to ${to}. Allowed: ${allowed || 'none'}.`
}

/** The allowed status changes, in words for the OpenAPI document. */
export const MOVES_IN_WORDS = INSTANCE_STATUSES.map(
  (from) => `\`${from}\` → ${MOVES[from].map((to) => `\`${to}\``).join(', ') || 'none'}`,
).join('; ')
