import type { Theme } from './bad-input.ts'
import { batchesAndClones } from './batches-and-clones.ts'
import { bodies } from './bodies.ts'
import { cursors } from './cursors.ts'
import { customerFields } from './customer-fields.ts'
import { headers } from './headers.ts'
import { instanceAndKeyFields } from './instance-and-key-fields.ts'
import { metadata } from './metadata.ts'
import { paths } from './paths.ts'
import { queries } from './queries.ts'
import { ruleFields } from './rule-fields.ts'
import { states } from './states.ts'
import { stripeEvents } from './stripe-events.ts'

/** Every bad input, by topic. */
export const BAD_INPUTS: Record<string, Theme> = {
  paths,
  queries,
  cursors,
  headers,
  bodies,
  'customer fields': customerFields,
  metadata,
  'batches and clones': batchesAndClones,
  'rule fields': ruleFields,
  'instance and key fields': instanceAndKeyFields,
  states,
  'Stripe events': stripeEvents,
}
