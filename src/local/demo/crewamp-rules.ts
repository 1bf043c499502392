import type { DemoRule, DemoTenant } from './tenant.ts'

export const crewampDefaultRules: readonly DemoRule[] = [
  {
    rule_key: 'missed-call',
    name: 'Follow up on missed calls',
    description: 'Text every caller whose call was missed within a minute.',
    trigger_event: 'call.missed',
    conditions: [{ field: 'caller.number', operator: 'exists', value: true }],
    actions: [{ type: 'notify', channel: 'sms', template: 'sorry-we-missed-you' }],
    priority: 50,
    cooldown_seconds: 60,
    triggered: 1284,
  },
  {
    rule_key: 'agent-failed',
    name: 'Escalate failed agents',
    trigger_event: 'instance.status_changed',
    conditions: [{ field: 'status', operator: 'eq', value: 'failed' }],
    actions: [
      { type: 'notify', channel: 'email', to: 'oncall@crewamp.example' },
      { type: 'log_event', level: 'error' },
    ],
    priority: 90,
    triggered: 17,
  },
  {
    rule_key: 'weekly-report',
    name: 'Weekly report',
    description: 'Being rewritten.',
    trigger_event: 'schedule.weekly',
    actions: [{ type: 'run_workflow', workflow: 'weekly-report' }],
    cooldown_seconds: 86_400,
    is_active: false,
    triggered: 48,
  },
]

const steve: readonly DemoRule[] = [
  {
    rule_key: 'burst-pipe',
    name: 'Burst pipes come first',
    description: 'Water on the floor does not wait:\nring Steve at any hour and hold the next free slot.',
    trigger_event: 'call.transcribed',
    conditions: [
      { field: 'transcript', operator: 'contains', value: 'burst' },
      { field: 'urgency', operator: 'gte', value: 4 },
    ],
    actions: [
      { type: 'notify', channel: 'phone', to: '+1-555-0100' },
      { type: 'run_workflow', workflow: 'hold-next-slot', minutes: 90 },
    ],
    priority: 100,
    cooldown_seconds: 0,
    agent: 'dispatcher',
    triggered: 23,
  },
  {
    // Overrides the tenant's default with the same key.
    rule_key: 'missed-call',
    name: "Call back in Steve's own words",
    trigger_event: 'call.missed',
    conditions: [{ field: 'caller.number', operator: 'not_in', value: ['anonymous', 'blocked'] }],
    actions: [{ type: 'notify', channel: 'sms', template: 'steve-call-back' }],
    priority: 50,
    cooldown_seconds: 120,
    triggered: 207,
  },
  {
    rule_key: 'large-quote',
    name: 'Large quotes need Steve',
    trigger_event: 'quote.drafted',
    conditions: [
      { field: 'amount_cents', operator: 'gt', value: 250_000 },
      { field: 'currency', operator: 'eq', value: 'USD' },
    ],
    actions: [
      { type: 'require_approval', from: 'steve@plumbing.example', within_minutes: 240 },
      { type: 'log_event', level: 'info' },
    ],
    priority: 70,
    triggered: 9,
  },
  {
    rule_key: null,
    name: 'Winter hours',
    trigger_event: 'booking.requested',
    conditions: [{ field: 'starts_at.hour', operator: 'lt', value: 8 }],
    actions: [{ type: 'send_webhook', url: 'https://plumbing.example/hooks/early-booking' }],
    priority: 10,
    cooldown_seconds: 3600,
    is_active: false,
  },
]

const iqm: readonly DemoRule[] = [
  {
    rule_key: 'cryostat-warm',
    name: 'Cryostat is warming up',
    trigger_event: 'sensor.reading',
    conditions: [
      { field: 'sensor', operator: 'starts_with', value: 'cryostat-' },
      { field: 'kelvin', operator: 'gt', value: 0.05 },
    ],
    actions: [
      { type: 'notify', channel: 'pager', to: 'lab-on-call' },
      { type: 'send_webhook', url: 'https://iqm.example/hooks/cryostat' },
    ],
    priority: 100,
    cooldown_seconds: 30,
    agent: 'analyst',
    triggered: 4,
  },
  {
    rule_key: 'paper-found',
    name: 'Add new papers to the reading list',
    trigger_event: 'research.found',
    conditions: [{ field: 'score', operator: 'gte', value: 0.8 }],
    actions: [{ type: 'run_workflow', workflow: 'add-to-reading-list' }],
    priority: 20,
    agent: 'researcher',
    triggered: 356,
  },
  {
    rule_key: 'visitor',
    name: 'Announce visitors',
    trigger_event: 'visitor.arrived',
    conditions: [{ field: 'badge', operator: 'ne', value: 'staff' }],
    actions: [{ type: 'notify', channel: 'chat', room: 'front-desk' }],
    priority: 20,
    triggered: 88,
  },
]

/** By company name. */
export const crewampRules: DemoTenant['rules'] = {
  'Steve the Plumber': steve,
  IQM: iqm,
  'Thames Lift Services': [
    {
      rule_key: 'trapped',
      name: 'Somebody is trapped in a lift',
      trigger_event: 'call.transcribed',
      conditions: [{ field: 'transcript', operator: 'contains', value: 'trapped' }],
      actions: [
        { type: 'notify', channel: 'phone', to: 'emergency-engineer' },
        { type: 'log_event', level: 'critical' },
      ],
      priority: 1000,
      cooldown_seconds: 0,
      triggered: 6,
    },
  ],
  'Nordwind Klimatechnik GmbH': [
    {
      rule_key: 'heizung-ausfall',
      name: 'Heizungsausfall im Winter',
      trigger_event: 'ticket.created',
      conditions: [
        { field: 'category', operator: 'eq', value: 'heating' },
        { field: 'outside_celsius', operator: 'lte', value: 5 },
      ],
      actions: [{ type: 'run_workflow', workflow: 'same-day-visit' }],
      priority: 80,
      triggered: 41,
    },
  ],
  'Lakeside Pool Care': [
    {
      rule_key: 'chlorine-low',
      name: 'Chlorine is low',
      trigger_event: 'sensor.reading',
      conditions: [{ field: 'chlorine_ppm', operator: 'lt', value: 1 }],
      actions: [{ type: 'notify', channel: 'email', to: 'crew@lakesidepools.example' }],
      cooldown_seconds: 7200,
    },
  ],
}
