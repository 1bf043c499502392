import type { DemoRule, DemoTenant } from './tenant.ts'

// biome-ignore format: a table
export const defaultRules: readonly DemoRule[] = [
  { rule_key: 'missed-call', name: 'Follow up on missed calls', trigger_event: 'call.missed',
    description: 'Text every caller whose call was missed within a minute.',
    conditions: [['caller.number', 'exists', true]],
    actions: [{ type: 'notify', channel: 'sms', template: 'sorry-we-missed-you' }], priority: 50,
    cooldown_seconds: 60, triggered: 1284 },
  { rule_key: 'agent-failed', name: 'Escalate failed agents', trigger_event: 'instance.status_changed',
    conditions: [['status', 'eq', 'failed']],
    actions: [{ type: 'notify', channel: 'email', to: 'oncall@crewamp.example' },
      { type: 'log_event', level: 'error' }],
    priority: 90, triggered: 17 },
  { rule_key: 'weekly-report', name: 'Weekly report', trigger_event: 'schedule.weekly',
    description: 'Being rewritten.', actions: [{ type: 'run_workflow', workflow: 'weekly-report' }],
    cooldown_seconds: 86_400, is_active: false, triggered: 48 },
]

/** By company name. Steve's missed-call overrides the default with the same key. */
// biome-ignore format: a table
export const rules: DemoTenant['rules'] = {
  'Steve the Plumber': [
    { rule_key: 'burst-pipe', name: 'Burst pipes come first', trigger_event: 'call.transcribed',
      description: 'Water on the floor does not wait:\nring Steve at any hour and hold the next free slot.',
      conditions: [['transcript', 'contains', 'burst'], ['urgency', 'gte', 4]],
      actions: [{ type: 'notify', channel: 'phone', to: '+1-555-0100' },
        { type: 'run_workflow', workflow: 'hold-next-slot', minutes: 90 }],
      priority: 100, cooldown_seconds: 0, agent: 'dispatcher', triggered: 23 },
    { rule_key: 'missed-call', name: "Call back in Steve's own words", trigger_event: 'call.missed',
      conditions: [['caller.number', 'not_in', ['anonymous', 'blocked']]],
      actions: [{ type: 'notify', channel: 'sms', template: 'steve-call-back' }], priority: 50,
      cooldown_seconds: 120, triggered: 207 },
    { rule_key: 'large-quote', name: 'Large quotes need Steve', trigger_event: 'quote.drafted',
      conditions: [['amount_cents', 'gt', 250_000], ['currency', 'eq', 'USD']],
      actions: [{ type: 'require_approval', from: 'steve@plumbing.example', within_minutes: 240 },
        { type: 'log_event', level: 'info' }],
      priority: 70, triggered: 9 },
    { rule_key: null, name: 'Winter hours', trigger_event: 'booking.requested',
      conditions: [['starts_at.hour', 'lt', 8]],
      actions: [{ type: 'send_webhook', url: 'https://plumbing.example/hooks/early-booking' }], priority: 10,
      cooldown_seconds: 3600, is_active: false },
  ],
  IQM: [
    { rule_key: 'cryostat-warm', name: 'Cryostat is warming up', trigger_event: 'sensor.reading',
      conditions: [['sensor', 'starts_with', 'cryostat-'], ['kelvin', 'gt', 0.05]],
      actions: [{ type: 'notify', channel: 'pager', to: 'lab-on-call' },
        { type: 'send_webhook', url: 'https://iqm.example/hooks/cryostat' }],
      priority: 100, cooldown_seconds: 30, agent: 'analyst', triggered: 4 },
    { rule_key: 'paper-found', name: 'Add new papers to the reading list', trigger_event: 'research.found',
      conditions: [['score', 'gte', 0.8]], actions: [{ type: 'run_workflow', workflow: 'add-to-reading-list' }],
      priority: 20, agent: 'researcher', triggered: 356 },
    { rule_key: 'visitor', name: 'Announce visitors', trigger_event: 'visitor.arrived',
      conditions: [['badge', 'ne', 'staff']], actions: [{ type: 'notify', channel: 'chat', room: 'front-desk' }],
      priority: 20, triggered: 88 },
  ],
  'Thames Lift Services': [
    { rule_key: 'trapped', name: 'Somebody is trapped in a lift', trigger_event: 'call.transcribed',
      conditions: [['transcript', 'contains', 'trapped']],
      actions: [{ type: 'notify', channel: 'phone', to: 'emergency-engineer' },
        { type: 'log_event', level: 'critical' }],
      priority: 1000, cooldown_seconds: 0, triggered: 6 },
  ],
  'Nordwind Klimatechnik GmbH': [
    { rule_key: 'heizung-ausfall', name: 'Heizungsausfall im Winter', trigger_event: 'ticket.created',
      conditions: [['category', 'eq', 'heating'], ['outside_celsius', 'lte', 5]],
      actions: [{ type: 'run_workflow', workflow: 'same-day-visit' }], priority: 80, triggered: 41 },
  ],
  'Lakeside Pool Care': [
    { rule_key: 'chlorine-low', name: 'Chlorine is low', trigger_event: 'sensor.reading',
      conditions: [['chlorine_ppm', 'lt', 1]],
      actions: [{ type: 'notify', channel: 'email', to: 'crew@lakesidepools.example' }], cooldown_seconds: 7200 },
  ],
}
