import type { DemoTenant } from './tenant.ts'

/** By company name. An archived customer no longer changes: its last change in the table is the archiving. */
export const crewampNotes: DemoTenant['notes'] = {
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

export const crewampKeys: DemoTenant['keys'] = [
  { name: 'reporting', scopes: ['customers:read'], madeDaysAgo: 200, usedDaysAgo: 1 },
  { name: 'Steve’s dashboard', customer: 'Steve the Plumber', scopes: ['*'], madeDaysAgo: 110, usedDaysAgo: 2 },
  { name: 'last year’s import', scopes: ['customers:write'], madeDaysAgo: 360, usedDaysAgo: 340, expiredDaysAgo: 330 },
  {
    name: 'lost laptop',
    scopes: ['customers:read', 'instances:read', 'instances:write'],
    madeDaysAgo: 150,
    usedDaysAgo: 71,
    revokedDaysAgo: 70,
  },
]
