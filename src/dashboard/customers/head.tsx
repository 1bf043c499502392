import { BackLink } from '../parts/back-link.tsx'
import { Badge, Status } from '../parts/badge.tsx'
import { OpenDialog } from '../parts/dialog.tsx'
import type { CustomerData } from './data.ts'
import { nameOf } from './names.ts'

/** The name of a customer, its main facts, and its actions. */
export function CustomerHead({ data, isEditing }: { data: CustomerData; isEditing: boolean }) {
  const { customer, mayWrite } = data
  const { id, email, industry, archived_at, latest_subscription_status: status } = customer
  return (
    <div class="head">
      <div>
        <BackLink href="/dashboard/customers">Customers</BackLink>
        <h1>{nameOf(customer)}</h1>
        <p class="under">
          {email !== null && <a href={mailTo(email)}>{email}</a>}
          {archived_at !== null ? <Badge tone="grey">Archived</Badge> : status !== null && <Status status={status} />}
          {industry !== null && <span>{industry}</span>}
        </p>
      </div>
      {mayWrite && archived_at === null && (
        <div class="actions">
          {!isEditing && (
            <a class="button" href={`/dashboard/customers/${id}?edit=profile#edit`}>
              Edit
            </a>
          )}
          <a class="button" href={`/dashboard/customers/${id}/clone`}>
            Clone
          </a>
          <OpenDialog id="archive" kind="danger">
            Archive…
          </OpenDialog>
        </div>
      )}
    </div>
  )
}

/** Without the encoding, a `?` in an email address could add recipients. */
const mailTo = (email: string) => `mailto:${email.split('@').map(encodeURIComponent).join('@')}`
