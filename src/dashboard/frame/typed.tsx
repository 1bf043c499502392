import { Facts } from '../parts/facts.tsx'
import { Section } from '../parts/section.tsx'

/** What the user entered into a form: labels with texts. */
export type Typed = readonly (readonly [label: string, text: string])[]

/** Shows what was entered into a form that cannot be shown again, so that nothing is lost. */
export function WhatWasTyped({ typed }: { typed: Typed }) {
  const items = typed.filter(([, text]) => text.trim() !== '')
  if (items.length === 0) return null
  return (
    <Section title="What you entered" level={2}>
      <Facts items={items} />
    </Section>
  )
}
