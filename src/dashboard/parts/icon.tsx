import type { Child } from 'hono/jsx'

/** Drawings on a grid of 16 by 16, in the color of the text. */
const ICONS = {
  alert: (
    <>
      <path d="M8 5v3.5M8 11.2h.01" />
      <circle cx="8" cy="8" r="6" />
    </>
  ),
  archive: (
    <>
      <rect x="2" y="3" width="12" height="3.5" rx="1" />
      <path d="M3.2 6.5v5.3c0 .7.5 1.2 1.2 1.2h7.2c.7 0 1.2-.5 1.2-1.2V6.5M6.5 9h3" />
    </>
  ),
  audit: <path d="M3 3.5h.01M3 8h.01M3 12.5h.01M6 3.5h7.5M6 8h7.5M6 12.5h5" />,
  back: <path d="M10 3.5 5.5 8l4.5 4.5" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5" />
    </>
  ),
  customers: (
    <>
      <circle cx="6" cy="5.2" r="2.7" />
      <path d="M1.5 13.5c.3-2.7 2-4.2 4.5-4.2s4.2 1.5 4.5 4.2" />
      <path d="M10.5 2.8a2.7 2.7 0 0 1 0 4.8M12.3 9.9c1.3.6 2 1.9 2.2 3.6" />
    </>
  ),
  down: <path d="M8 3v10M4 9l4 4 4-4" />,
  up: <path d="M8 13V3M4 7l4-4 4 4" />,
  instances: (
    <>
      <rect x="2" y="2.5" width="12" height="4.5" rx="1.2" />
      <rect x="2" y="9" width="12" height="4.5" rx="1.2" />
      <path d="M4.7 4.8h.01M4.7 11.3h.01" />
    </>
  ),
  keys: (
    <>
      <circle cx="5" cy="11" r="3" />
      <path d="m7.2 8.8 6-6M10.8 5.2l2.2 2.2" />
    </>
  ),
  menu: <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11" />,
  next: <path d="m6 3.5 4.5 4.5L6 12.5" />,
  overview: <path d="M2.5 13.5v-5M6.2 13.5v-9M9.8 13.5v-6M13.5 13.5v-11" />,
  rules: (
    <>
      <path d="M2 4.5h6.5M12 4.5h2M2 11.5h2M7.5 11.5H14" />
      <circle cx="10.2" cy="4.5" r="1.7" />
      <circle cx="5.8" cy="11.5" r="1.7" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </>
  ),
  subscriptions: (
    <path d="M13.5 6.5A5.7 5.7 0 0 0 3.2 5M2.5 9.5A5.7 5.7 0 0 0 12.8 11M13.6 2.8v3.7H10M2.4 13.2V9.5H6" />
  ),
  check: <path d="m3 8.5 3.2 3.2L13 4.8" />,
} as const satisfies Record<string, Child>

export type IconName = keyof typeof ICONS

/** A decoration: the text beside it says the same. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      {ICONS[name]}
    </svg>
  )
}
