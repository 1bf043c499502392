import { keyOf, type Visit } from '../visit.ts'

/** Why a form no longer matches the session: another mode or another tenant. Undefined if it still does. */
export function switchedSince(visit: Visit, form: FormData): string | undefined {
  const { session } = visit
  const [mode, tenant] = [form.get('mode'), form.get('tenant')]
  if (session && mode !== null && mode !== session.mode) {
    return `This form was opened in ${mode} mode, and you have since switched to ${session.mode} mode.`
  }
  const key = keyOf(visit)
  if (!key || tenant === null || tenant === key.tenantId) return undefined
  return `This form was opened for another company, and you have since signed in to ${key.tenant}.`
}
