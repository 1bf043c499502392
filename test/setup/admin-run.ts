import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url).href)

/** Result of a run of the admin command line. */
export type AdminRun = { code: number; stdout: string; stderr: string }

/** Runs the real command line in this process's environment, without the variables that select a database. */
export function runAdmin(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<AdminRun> {
  const { DATABASE_ADMIN_URL: _, DATABASE_URL: __, NODE_OPTIONS: ___, ...env } = process.env
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...env, ...environment } }
    execFile(process.execPath, ['src/admin/main.ts', ...args], options, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}
