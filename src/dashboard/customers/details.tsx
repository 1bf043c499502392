import { Facts, orAbsent } from '../parts/facts.tsx'
import { Id } from '../parts/id.tsx'
import { Section } from '../parts/section.tsx'
import { Time } from '../parts/time.tsx'
import { stripeHref } from '../subscriptions/stripe-link.ts'
import type { Visit } from '../visit.ts'
import type { CustomerData } from './data.ts'
import { countryName, languageName } from './names.ts'

export function Details({ visit, data: { customer } }: { visit: Visit; data: CustomerData }) {
  const { external_id, stripe_customer_id: stripe, country_code: country, locale, timezone } = customer
  return (
    <Section title="Details">
      <Facts
        items={[
          ['Id', <Id value={customer.id} label="the id" />],
          ['External id', external_id === null ? orAbsent(null) : <Id value={external_id} label="the external id" />],
          [
            'Stripe',
            stripe === null ? (
              orAbsent(null)
            ) : (
              <Id value={stripe} label="the Stripe id" href={stripeHref(visit, 'customers', stripe)} />
            ),
          ],
          ['Country', orAbsent(country && countryName(country))],
          ['Currency', orAbsent(customer.currency)],
          ['Language', orAbsent(locale && `${languageName(locale)}`)],
          ['Time zone', timezone === null ? orAbsent(null) : <LocalTime timezone={timezone} now={visit.now} />],
          ['Created', <Time at={customer.created_at} now={visit.now} />],
          ['Updated', <Time at={customer.updated_at} now={visit.now} />],
        ]}
      />
    </Section>
  )
}

/** The time zone and its local time. */
function LocalTime({ timezone, now }: { timezone: string; now: Date }) {
  let time: string
  try {
    time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: timezone }).format(now)
  } catch {
    return <>{timezone}</>
  }
  return (
    <>
      {timezone}
      <br />
      <small>
        local time <time>{time}</time>
      </small>
    </>
  )
}

export function MetadataSection({ data: { customer, mayWrite } }: { data: CustomerData }) {
  const entries = Object.entries(customer.metadata)
  const edit = mayWrite && customer.archived_at === null && (
    <a href={`/dashboard/customers/${customer.id}?edit=metadata#metadata`}>Edit</a>
  )
  return (
    <Section title="Metadata" action={edit}>
      {entries.length === 0 ? (
        <p class="note">None. Use it for your own data, such as an account owner.</p>
      ) : (
        <Facts items={entries.map(([key, value]) => [key, String(value)] as const)} />
      )}
    </Section>
  )
}
