import type { Action } from '../action.ts'
import { placeAt, placesOf } from '../frame/navigation.ts'
import { localPath } from './sign-in.tsx'

/** Switches between live and test mode, or asks for a key of that mode. */
export const switchMode: Action<'/dashboard/mode'> = {
  path: '/dashboard/mode',
  async run({ c, visit, text }) {
    const mode = text('switch_to') === 'test' ? 'test' : 'live'
    const to = localPath(text('to'))
    const { session } = visit
    if (!session?.keys[mode]) return c.redirect(`/dashboard/sign-in?${new URLSearchParams({ mode, to })}`, 303)
    visit.session = { ...session, mode }
    const place = placeAt(new URL(to, visit.url).pathname)
    const isOpen = !place || placesOf(visit).includes(place)
    return c.redirect(isOpen ? to : '/dashboard', 303)
  },
}
