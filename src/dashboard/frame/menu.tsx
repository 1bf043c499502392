import { KEY_MODES } from '../../auth/key.ts'
import { Icon } from '../parts/icon.tsx'
import { keyOf, type Visit } from '../visit.ts'
import { PLACES, type PlaceName, placesOf } from './navigation.ts'

interface MenuProps {
  visit: Visit
  place: PlaceName | undefined
}

/** Says on every page in test mode that nothing is real. */
export function TestStrip({ visit: { session } }: { visit: Visit }) {
  if (session?.mode !== 'test') return null
  return (
    <aside class="strip" aria-label="Mode">
      <p>
        Test mode<span class="long">: these customers are not real, and nobody is charged</span>
      </p>
    </aside>
  )
}

/** The main menu: a column, or a bar with a menu on a narrow screen. */
export function Sidebar({ visit, place }: MenuProps) {
  const tenant = keyOf(visit)?.tenant ?? ''
  const name = (
    <>
      <span class="mark" aria-hidden="true">
        {[...tenant][0]?.toUpperCase()}
      </span>
      <span class="name">{tenant}</span>
    </>
  )
  return (
    <header class="sidebar">
      {placesOf(visit).length > 0 ? (
        <a class="tenant" href="/dashboard">
          {name}
        </a>
      ) : (
        <span class="tenant">{name}</span>
      )}
      <ModeSwitch visit={visit} place={place} />
      <Navigation label="Pages" visit={visit} place={place} />
      <SignedIn visit={visit} />
      <details class="menu">
        <summary aria-label="Menu">
          <Icon name="menu" />
        </summary>
        <div>
          <Navigation label="Pages, small screen" visit={visit} place={place} />
          <SignedIn visit={visit} />
        </div>
      </details>
    </header>
  )
}

function ModeSwitch({ visit: { session }, place }: MenuProps) {
  const to = PLACES.find(({ label }) => label === place)?.path ?? '/dashboard'
  return (
    <form class="segmented" method="post" action="/dashboard/mode" aria-label="Mode">
      <input type="hidden" name="to" value={to} />
      {KEY_MODES.map((mode) => (
        <button type="submit" name="switch_to" value={mode} aria-current={session?.mode === mode ? 'true' : undefined}>
          {{ live: 'Live', test: 'Test' }[mode]}
        </button>
      ))}
    </form>
  )
}

function Navigation({ label, visit, place }: MenuProps & { label: string }) {
  const places = placesOf(visit)
  if (places.length === 0) return null
  return (
    <nav class="nav" aria-label={label}>
      <ul class="list">
        {places.map((one) => (
          <li class={one.gap ? 'gap' : undefined}>
            <a href={one.path} aria-current={one.label === place ? 'page' : undefined}>
              <Icon name={one.icon} /> {one.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function SignedIn({ visit }: { visit: Visit }) {
  const key = keyOf(visit)
  return (
    <form class="session" method="post" action="/dashboard/sign-out">
      <p>
        {key?.name ?? 'API key'}{' '}
        <code>
          {key?.prefix}…{key?.lastFour}
        </code>
      </p>
      <button class="button" type="submit" data-kind="quiet">
        Sign out
      </button>
    </form>
  )
}
