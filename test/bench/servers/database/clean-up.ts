import { runSql } from '../../../setup/own-database.ts'
import type { Context } from '../../context.ts'
import { emailPrefix } from '../../load/operations.ts'

/** The emails of all customers that the bench created are in the range from the prefix up to this text. */
const rangeEnd = `${emailPrefix.slice(0, -1)}${String.fromCharCode(emailPrefix.charCodeAt(emailPrefix.length - 1) + 1)}`
const isCreated = (email: string) => `${email} >= '${emailPrefix}' and ${email} < '${rangeEnd}'`
const createdIds = (email: string) => `(select tenant_id, id from customers where ${isCreated(email)})`

/** Deletes what requests have created, so that both databases contain only the load. */
export async function cleanUp(context: Context): Promise<void> {
  const { ownerUrl, peerOwnerUrl } = context.database.access
  await runSql(
    ownerUrl,
    `truncate public.audit_log;
     delete from public.rules where (tenant_id, customer_id) in ${createdIds('email_key')};
     delete from public.customers where ${isCreated('email_key')}`,
  )
  if (!context.python) return
  await runSql(
    peerOwnerUrl,
    `delete from rules where (tenant_id, customer_id) in ${createdIds('email')}; delete from customers where ` +
      `${isCreated('email')}`,
  )
}

/** Cleans up a reused database, which may come from a run that was stopped midway, and vacuums it. */
export async function restore(context: Context): Promise<void> {
  await cleanUp(context)
  const { ownerUrl, peerOwnerUrl } = context.database.access
  for (const url of context.python ? [ownerUrl, peerOwnerUrl] : [ownerUrl]) await runSql(url, 'vacuum (analyze)')
}
