import { join } from 'node:path'
import { readPrivateJson, writePrivateJson } from '../../admin/private-file.ts'
import { seed } from './seed.ts'

/** Key texts of the demo tenants, by slug. */
export type DemoKeys = Record<string, { live: string; test: string }>

/**
 * The keys of the demo tenants: those stored in the data folder, or those of newly created demo data. Key texts cannot
 * be read back from the database, so they are stored in `keys.json` (mode 0600).
 * @throws Error that says what to do if the demo data cannot be created.
 */
export async function readOrCreateDemoKeys(dataDir: string, ownerUrl: string): Promise<DemoKeys> {
  const file = join(dataDir, 'keys.json')
  const stored = await readPrivateJson<DemoKeys>(file)
  if (stored && Object.keys(stored).length > 0) return stored
  try {
    const keys = await seed(ownerUrl)
    await writePrivateJson(file, keys)
    return keys
  } catch (error) {
    throw new Error(
      `The demo data could not be created: ${(error as Error).message.replace(/\.$/, '')}.\n` +
        `If the demo tenants already exist and only ${file} is missing, start with --no-seed and create a new key ` +
        'with "npm run -s admin -- key create <slug>", or start over with --reset.',
    )
  }
}
