import { defaultRules, rules } from './crewamp-rules.ts'
import { readCustomers } from './customer-table.ts'
import type { DemoTenant } from './tenant.ts'

const customers = readCustomers(`
  IQM                        | ops@iqm.example                    | software            | finland     | 352 |   9 | canceled/pro active/scale                | dispatcher/running researcher/running analyst/stopped
  Steve the Plumber          | steve@plumbing.example             | plumbing            | newYork     | 318 |  21 | canceled/starter active/pro              | dispatcher/running receptionist/running estimator/stopped
  Pinewood Electric          | office@pinewoodelectric.example    | electrical          | denver      | 341 | 120 | active/team                              | dispatcher/running receptionist/running
  Blue Harbor Roofing        | hello@blueharbor.example           | roofing             | newYork     | 336 |   - | active/pro                               | receptionist/running
  Nordwind Klimatechnik GmbH | Kontakt@Nordwind.example           | hvac                | germany     | 330 |  44 | active/team active/starter               | dispatcher/running receptionist/running bookkeeper/failed
  Åkerlund Bygg AB           | info@akerlund.example              | construction        | sweden      | 327 |  75 | active/pro/ending                        | estimator/running
  Plomberie Tremblay         | bonjour@plomberie-tremblay.example | plumbing            | montreal    | 311 |   5 | past_due/pro                             | receptionist/stopped
  Rivera Landscaping         | maria@riveralandscaping.example    | landscaping         | mexico      | 305 |  80 | canceled/starter                         | receptionist/terminated
  Thames Lift Services       | support@thameslift.example         | elevators           | britain     | 298 |  30 | active/scale                             | dispatcher/running dispatcher/running analyst/running
  -                          | j.okafor@lagosfix.example          | handyman            | nigeria     | 290 |   - | incomplete_expired/starter               | -
  Copper & Sons Plumbing     | dispatch@copperandsons.example     | plumbing            | chicago     | 284 |  66 | active/pro trialing/team                 | dispatcher/running
  Sakura Facility Care       | desk@sakura-facility.example       | facility management | japan       | 277 |  18 | active/team                              | dispatcher/running receptionist/stopped
  Gruber Haustechnik         | -                                  | plumbing            | austria     | 271 |   - | unpaid/pro                               | receptionist/stopped
  Outback Solar              | sales@outbacksolar.example         | solar               | australia   | 266 |   2 | active/pro                               | estimator/running receptionist/running
  Fjord Heat Pumps           | post@fjordheat.example             | hvac                | norway      | 258 |  90 | paused/pro                               | dispatcher/stopped
  Casa Limpia                | hola@casalimpia.example            | cleaning            | spain       | 249 | 240 | -                                        | -
  Lakeside Pool Care         | crew@lakesidepools.example         | pool maintenance    | chicago     | 243 |  12 | canceled/starter canceled/pro active/pro | receptionist/running
  Atelier Morel              | contact@atelier-morel.example      | carpentry           | france      | 236 |   - | active/starter                           | receptionist/running
  Zieliński Instalacje       | biuro@zielinski.example            | plumbing            | poland      | 229 |  51 | active/pro                               | dispatcher/failed
  Granite State HVAC         | service@granitehvac.example        | hvac                | newYork     | 222 |  38 | active/team                              | dispatcher/running receptionist/running
  Verde Pest Control         | team@verdepest.example             | pest control        | losAngeles  | 214 |   - | trialing/pro                             | receptionist/running
  Kiwi Gutters               | gutters@kiwi.example               | roofing             | newZealand  | 207 |  60 | canceled/starter                         | -
  Matterhorn Aufzüge AG      | leitstelle@matterhorn.example      | elevators           | switzerland | 199 |   3 | active/scale active/team                 | dispatcher/running analyst/running researcher/stopped
  Bharat Appliance Repair    | care@bharatappliance.example       | appliance repair    | india       | 190 |  77 | past_due/starter                         | receptionist/running
  Emerald Drains             | office@emeralddrains.example       | plumbing            | ireland     | 183 |   - | active/starter                           | receptionist/running
  -                          | sam.whitlock@mail.example          | -                   | -           | 171 |   - | -                                        | -
  Silva & Filhos Pinturas    | orcamento@silvapinturas.example    | painting            | brazil      | 164 |  20 | active/pro                               | estimator/running
  Maple Leaf Movers          | book@mapleleafmovers.example       | moving              | toronto     | 158 |  41 | incomplete/pro                           | receptionist/provisioning
  Redline Auto Glass         | frontdesk@redlineglass.example     | auto glass          | losAngeles  | 147 |   - | active/pro                               | receptionist/stopped receptionist/running
  Helsinki Lukko Oy          | paivystys@lukko.example            | locksmith           | finland     | 139 |  11 | trialing/starter                         | dispatcher/running
  -                          | -                                  | -                   | -           | 133 |   - | -                                        | -
  Tri-County Septic          | jobs@tricountyseptic.example       | septic              | chicago     | 126 |   8 | unpaid/starter                           | receptionist/terminated receptionist/stopped
  Highland Tree Surgeons     | enquiries@highlandtrees.example    | tree care           | britain     | 115 |   - | active/starter/ending                    | receptionist/running
  Studio Keys                | studio+keys@locks.example          | locksmith           | germany     | 103 |  60 | paused/starter                           | -
  Dry Creek Plumbing         | hank@drycreekplumbing.example      | plumbing            | denver      |  92 |   1 | active/pro                               | dispatcher/running estimator/provisioning
  Sunrise Windows            | quotes@sunrisewindows.example      | window cleaning     | australia   |  80 |   - | incomplete_expired/pro active/pro        | receptionist/running
  Bergmann & Töchter         | werkstatt@bergmann.example         | carpentry           | germany     |  66 |  33 | active/starter                           | bookkeeper/running
  100% Clean                 | all_100%@clean.example             | cleaning            | newYork     |  51 |   - | trialing/pro                             | receptionist/provisioning
  Ola Electricals            | power@olaelectricals.example       | electrical          | nigeria     |  37 |   6 | incomplete/starter                       | dispatcher/failed
  Bay Area Rooter            | ops@bayarearooter.example          | plumbing            | losAngeles  |  19 |   - | trialing/team                            | dispatcher/running receptionist/provisioning
  Petit Jardin               | salut@petitjardin.example          | landscaping         | france      |   8 |   - | trialing/starter                         | receptionist/running
  New Leaf Handyman          | -                                  | handyman            | toronto     |   2 |   - | -                                        | -
`)

const sandboxCustomers = readCustomers(`
  Test Plumbing         | plumber@test.example  | plumbing | newYork | 60 | 4 | active/pro                    | dispatcher/running
  Test Without Anything | empty@test.example    | -        | -       | 30 | - | -                             | -
  Test Klempner         | klempner@test.example | plumbing | germany | 12 | - | trialing/starter canceled/pro | receptionist/stopped
`)

/** By company name. An archived customer no longer changes: its last change in the table is the archiving. */
const notes: DemoTenant['notes'] = {
  IQM: { external_id: 'crm-1001', metadata: { plan: 'gold', account_manager: 'Aino', seats: 40 } },
  'Steve the Plumber': { external_id: 'crm-1002', metadata: { plan: 'silver', vans: 3, emergency_service: true } },
  'Pinewood Electric': { external_id: 'crm-1003', metadata: { plan: 'gold', seats: 12 } },
  'Nordwind Klimatechnik GmbH': { external_id: 'crm-1005', metadata: { plan: 'gold', kostenstelle: '4711-Ü' } },
  'Rivera Landscaping': {
    external_id: 'crm-1008',
    metadata: { plan: 'bronze', reason_for_leaving: 'retired' },
    archived: true,
  },
  'Thames Lift Services': { external_id: 'crm-1009', metadata: { plan: 'gold', lifts: 214, discount: 0.15 } },
  'Sakura Facility Care': { external_id: 'サクラ/12' },
  'Kiwi Gutters': { external_id: 'crm-1022', archived: true },
  'Matterhorn Aufzüge AG': { metadata: { plan: 'gold', invoice_by_post: false } },
  'Helsinki Lukko Oy': { external_id: 'crm-1030', metadata: { plan: 'trial' } },
}

// biome-ignore format: a table
const keys: DemoTenant['keys'] = [
  { name: 'reporting', scopes: ['customers:read'], createdDaysAgo: 200, usedDaysAgo: 1 },
  { name: 'Steve’s dashboard', customer: 'Steve the Plumber', scopes: ['*'], createdDaysAgo: 110, usedDaysAgo: 2 },
  { name: 'last year’s import', scopes: ['customers:write'],
    createdDaysAgo: 360, usedDaysAgo: 340, expiredDaysAgo: 330 },
  { name: 'lost laptop', scopes: ['customers:read', 'instances:read', 'instances:write'],
    createdDaysAgo: 150, usedDaysAgo: 71, revokedDaysAgo: 70 },
]

/** The reseller that the examples are about. */
export const crewamp: DemoTenant = {
  slug: 'crewamp',
  name: 'CrewAmp',
  createdDaysAgo: 420,
  customers,
  sandboxCustomers,
  defaultRules,
  rules,
  notes,
  keys,
  stripe: { account: 'acct_democrewamp', eventsOf: ['IQM', 'Steve the Plumber'] },
  audited: true,
}
