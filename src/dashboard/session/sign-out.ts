import type { Action } from '../action.ts'

/** Ends the session in this browser. Revoking a key ends its sessions everywhere. */
export const signOut: Action<'/dashboard/sign-out'> = {
  path: '/dashboard/sign-out',
  async run({ c, visit }) {
    visit.session = undefined
    return c.redirect('/dashboard/sign-in', 303)
  },
}
