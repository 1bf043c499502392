export const INSTANCE_STATUSES = ['provisioning', 'running', 'stopped', 'failed', 'terminated'] as const
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number]

/** The moves that are allowed, by where they start. The database allows no others either. */
const MOVES: Record<InstanceStatus, readonly InstanceStatus[]> = {
  provisioning: ['running', 'failed', 'terminated'],
  running: ['stopped', 'failed', 'terminated'],
  stopped: ['running', 'failed', 'terminated'],
  failed: ['provisioning', 'terminated'],
  terminated: [],
}

/** From which statuses an instance may move to this one. Itself is none of them: to ask for what it is is no move. */
export function startsOf(to: InstanceStatus): InstanceStatus[] {
  return INSTANCE_STATUSES.filter((from) => MOVES[from].includes(to))
}

/** Why an instance that is `from` did not become `to`, in a sentence. */
export function whyNot(from: InstanceStatus, to: InstanceStatus): string {
  if (startsOf(to).includes(from)) {
    return `Another request made the instance ${from} at the same time, so this one did not make it ${to}.`
  }
  const allowed = MOVES[from].join(', ').replace(/, (?=\w+$)/, ' or ')
  return `An instance that is ${from} cannot become ${to}; it can become ${allowed || 'nothing else'}.`
}

/** The moves, as the document tells of them. */
export const MOVES_IN_WORDS = INSTANCE_STATUSES.map(
  (from) => `\`${from}\` → ${MOVES[from].map((to) => `\`${to}\``).join(', ') || 'nothing'}`,
).join('; ')
