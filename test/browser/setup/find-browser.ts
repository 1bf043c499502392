import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The headless shell is the same Chromium without its own windows, and needs half the time. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]

/** The program of an installed browser: `BROWSER_PATH`, or the first Chromium or Chrome on the path. */
export function findBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env.BROWSER_PATH ?? '', ...candidates].find(isExecutable)
}

function isExecutable(file: string): boolean {
  if (file === '') return false
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
