import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runProgram } from './programs.ts'

const root = fileURLToPath(new URL('../..', import.meta.url).href)

/** Builds the Worker into a folder as for a deployment, without network access. @throws with wrangler's output. */
export async function wranglerBuild(folder: string, ...more: string[]): Promise<void> {
  const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'bin', 'wrangler.js')
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_HIDE_BANNER: 'true' }
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', folder, ...more]
  const { code, stdout, stderr } = await runProgram(process.execPath, args, { cwd: root, env })
  if (code !== 0) throw new Error(`Building the Worker failed: ${stderr || stdout}`)
}
