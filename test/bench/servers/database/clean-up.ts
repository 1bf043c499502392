import { runSql } from '../../../setup/own-database.ts'
import { emailMark } from '../../load/operations.ts'
import type { Stage } from '../../stage.ts'

/** The customers that a bench made: their emails lie between the mark and the text that follows all that begin with it. */
const after = `${emailMark.slice(0, -1)}${String.fromCharCode(emailMark.charCodeAt(emailMark.length - 1) + 1)}`
const made = (email: string) => `${email} >= '${emailMark}' and ${email} < '${after}'`
const those = (email: string) => `(select tenant_id, id from customers where ${made(email)})`

/** Takes away what requests have made so far, so that both databases hold what was loaded. */
export async function cleanUp(stage: Stage): Promise<void> {
  const { ownerUrl, peerOwnerUrl } = stage.database.access
  await runSql(
    ownerUrl,
    `truncate public.audit_log;
     delete from public.rules where (tenant_id, customer_id) in ${those('email_key')};
     delete from public.customers where ${made('email_key')}`,
  )
  if (!stage.python) return
  await runSql(
    peerOwnerUrl,
    `delete from rules where (tenant_id, customer_id) in ${those('email')}; delete from customers where ` +
      `${made('email')}`,
  )
}

/** The same for a kept database, which an earlier run may have left in the middle of its work; and tidies it. */
export async function restore(stage: Stage): Promise<void> {
  await cleanUp(stage)
  const { ownerUrl, peerOwnerUrl } = stage.database.access
  for (const url of stage.python ? [ownerUrl, peerOwnerUrl] : [ownerUrl]) await runSql(url, 'vacuum (analyze)')
}
