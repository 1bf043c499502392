import { statusOf } from '../parts/badge.tsx'
import { Bars } from '../parts/bars.tsx'
import { count } from '../parts/count.ts'
import { Section } from '../parts/section.tsx'

interface StatusesProps {
  title: 'Subscriptions' | 'Instances'
  byStatus: readonly { status: string; number: number }[]
  /** The list; it filters by status. */
  list: string
  /** Shown if there are none. */
  none: string
}

/** Subscriptions or instances by status, including those of archived customers. */
export function Statuses({ title, byStatus, list, none }: StatusesProps) {
  const total = byStatus.reduce((sum, { number }) => sum + number, 0)
  return (
    <Section title={title} count={<a href={list}>{count(total)}</a>}>
      {total === 0 ? (
        <p class="note">{none}</p>
      ) : (
        <Bars
          caption={`${title} by status`}
          bars={byStatus.map(({ status, number }) => {
            const [tone, label] = statusOf(status)
            return { label, tone, value: number, href: `${list}?status=${status}` }
          })}
        />
      )}
    </Section>
  )
}
