import { demoKeys, newTenant } from '../setup/browser.ts'
import { changingScenes } from './changing.ts'
import { forbiddenScenes, limitedScenes } from './limits.ts'
import { readingScenes } from './reading.ts'
import { type Act, after, press, type Scenes } from './scene.ts'

const strangerScenes: Scenes = {
  'sign-in': '/dashboard/sign-in',
  'sign-in-rejected': after('/dashboard/sign-in', async (page) => {
    await page.getByLabel('API key').fill('secret')
    await press('Sign in')(page)
    await page.getByText('This is not a complete API key').first().waitFor()
  }),
  'sign-in-ended': '/dashboard/sign-in?ended=1&to=/dashboard/customers',
}

const emptyScenes: Scenes = {
  'empty-overview': '/dashboard/overview',
  'empty-customers': '/dashboard/customers',
  'empty-rules': '/dashboard/rules',
  'empty-instances': '/dashboard/instances',
  'empty-subscriptions': '/dashboard/subscriptions',
  'empty-keys': '/dashboard/api-keys',
  'empty-audit-log': '/dashboard/audit-log',
  'sign-in-other-mode': '/dashboard/sign-in?mode=live',
}

/** Every page, in every state that looks different, by who sees it. Add each new page to one of these lists. */
export const ACTS: Record<string, () => Promise<Act>> = {
  'a stranger': async () => ({ scenes: strangerScenes }),
  'a new tenant in test mode': async () => ({ key: (await newTenant('Fresh Start')).keys.test, scenes: emptyScenes }),
  async 'a key with few scopes'() {
    const { call, newKey } = await newTenant('Front Desk')
    await call('POST', '/v1/customers', { company_name: 'Only to look at' })
    const [key, other] = [await newKey('customers:read'), await newKey('customers:read', 'customers:write')]
    return { key, scenes: forbiddenScenes(other) }
  },
  async 'a tenant that makes changes'() {
    const acme = await newTenant('Acme')
    return { key: acme.keys.live, scenes: await changingScenes(acme) }
  },
  async 'a key that sends too much'() {
    const { keys } = await newTenant('Busy Desk', 'standard')
    return { key: keys.live, scenes: limitedScenes(keys.live) }
  },
  'the demo tenant': async () => ({ key: demoKeys.crewamp?.live ?? '', scenes: readingScenes }),
}
