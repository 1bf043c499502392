import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Path of an installed Chromium or Chrome; undefined if there is none, and then the tests are skipped. */
export const browserPath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path))

/** Ends the names of tests that need a browser, so that a skipped one says why. */
export const SKIPPED = browserPath ? '' : ` (skipped: none of ${NAMES.join(', ')} is installed)`

/** Starts the installed browser without a window. */
export function launch(): Promise<Browser> {
  if (!browserPath) throw new Error(`No browser is installed. Install one of ${NAMES.join(', ')}.`)
  return chromium.launch({ executablePath: browserPath, args: ['--disable-quic', '--disable-background-networking'] })
}
