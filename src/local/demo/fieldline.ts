import { readCustomers } from './customer-table.ts'
import type { DemoRule, DemoTenant } from './tenant.ts'

// Its first customer has the email of one of CrewAmp's: tenants know nothing of each other.
const customers = readCustomers(`
  Steve's Second Business | steve@plumbing.example        | plumbing    | newYork     | 210 |  14 | active/starter            | receptionist/running
  Prairie Wind Turbines   | crew@prairiewind.example      | energy      | chicago     | 301 |  25 | active/scale              | dispatcher/running analyst/running
  Coastal Cable Co        | noc@coastalcable.example      | telecom     | losAngeles  | 287 |   - | active/team               | dispatcher/running
  Lindqvist Hissar        | service@lindqvist.example     | elevators   | sweden      | 260 | 130 | canceled/pro              | dispatcher/terminated
  Meridian Water          | ops@meridianwater.example     | utilities   | britain     | 233 |   7 | active/scale past_due/pro | dispatcher/running analyst/failed
  Kestrel Drones          | fly@kestrel.example           | inspection  | ireland     | 188 |   - | trialing/pro              | analyst/running
  Orinoco Pumps           | taller@orinoco.example        | machinery   | mexico      | 154 |  88 | unpaid/starter            | receptionist/stopped
  -                       | nadia@freelance.example       | -           | france      | 121 |   - | incomplete/starter        | -
  Tokyo Signal Works      | desk@tokyosignal.example      | railways    | japan       |  97 |  10 | active/team               | dispatcher/running dispatcher/stopped
  Alpine Lifts            | technik@alpinelifts.example   | elevators   | switzerland |  63 |   - | paused/pro                | dispatcher/stopped
  Quiet Cooling           | -                             | hvac        | australia   |  28 |   3 | incomplete_expired/pro    | -
  Harvest Robotics        | hello@harvestrobotics.example | agriculture | denver      |   6 |   - | trialing/team             | analyst/provisioning
`)

const sandboxCustomers = readCustomers(`
  Test Turbines | turbines@test.example | energy    | chicago | 45 | 9 | active/team  | analyst/running
  Test Lifts    | lifts@test.example    | elevators | britain | 15 | - | past_due/pro | dispatcher/failed
`)

// biome-ignore format: a table
const defaultRules: readonly DemoRule[] = [
  { rule_key: 'offline-agent', name: 'Tell us when an agent goes quiet', trigger_event: 'instance.heartbeat_missed',
    conditions: [['missed', 'gte', 3]],
    actions: [{ type: 'notify', channel: 'email', to: 'noc@fieldline.example' }, { type: 'log_event', level: 'warning' }],
    priority: 80, cooldown_seconds: 900, triggered: 31 },
  { rule_key: 'work-order-closed', name: 'Report closed work orders', trigger_event: 'work_order.closed',
    actions: [{ type: 'send_webhook', url: 'https://hooks.fieldline.example/work-orders' }], cooldown_seconds: 0,
    triggered: 940 },
]

// biome-ignore format: a table
const rules: DemoTenant['rules'] = {
  'Prairie Wind Turbines': [
    { rule_key: 'high-wind', name: 'No climbing in high wind', trigger_event: 'work_order.scheduled',
      description: 'Turbine work above 12 m/s needs the site lead.',
      conditions: [['wind_speed_ms', 'gt', 12], ['job_type', 'in', ['blade', 'nacelle']]],
      actions: [{ type: 'require_approval', from: 'site-lead' }], priority: 100, agent: 'dispatcher', triggered: 12 },
  ],
  "Steve's Second Business": [
    { rule_key: 'missed-call', name: 'Text back missed calls', trigger_event: 'call.missed',
      actions: [{ type: 'notify', channel: 'sms', template: 'call-back' }], priority: 10 },
  ],
}

/** A second reseller, to demonstrate isolation between tenants. */
export const fieldline: DemoTenant = {
  slug: 'fieldline',
  name: 'Fieldline',
  createdDaysAgo: 390,
  customers,
  sandboxCustomers,
  defaultRules,
  rules,
  // CrewAmp uses the same id for its Steve: an external id is unique only within a tenant.
  notes: { "Steve's Second Business": { external_id: 'crm-1002', metadata: { region: 'east' } } },
  keys: [],
  audited: false,
}
