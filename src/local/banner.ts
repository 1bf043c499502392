import { defaultDataDir } from '../admin/local-stack.ts'
import type { DemoKeys } from './demo/stored-keys.ts'

/** What a running stack provides. */
export type Ready = {
  /** URL of the API, without a slash at the end. */
  api: string
  neon: string
  database: string | null
  keys: DemoKeys
}

/** Where the database is, for the admin command that the banner prints. */
export type DatabasePlace = { dataDir: string; isExternal: boolean }

/** The human-readable banner: what runs where, and commands to copy. */
export function formatBanner(ready: Ready, place: DatabasePlace): string {
  const { api, database, keys } = ready
  const addresses = [
    `The API is ready at ${api}`,
    `  dashboard         ${api}/dashboard`,
    `  documentation     ${api}/docs`,
    `  OpenAPI document  ${api}/openapi.json`,
    ...(database ? [`  database          ${database}`] : []),
  ].join('\n')
  const demo = keys.crewamp
  const commands = demo ? sampleCommands(api, demo) : createTenantCommand(database, place)
  return `\n${addresses}\n\n${commands}\nPress Ctrl-C to stop everything. The next start uses the same data.\n\n`
}

function createTenantCommand(database: string | null, { dataDir, isExternal }: DatabasePlace): string {
  const create = 'npm run -s admin -- tenant create acme --name Acme'
  const command = isExternal
    ? `DATABASE_ADMIN_URL=${database ? quote(database) : "'<URL of the role that owns the tables>'"} ${create}`
    : `${create}${dataDir === defaultDataDir ? '' : ` --data ${quote(dataDir)}`}`
  return `This run has no demo keys. To create a tenant with keys:\n\n  ${command}\n`
}

/** Quotes text for a shell if necessary. */
function quote(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function sampleCommands(api: string, { live, test }: DemoKeys[string]): string {
  return `Keys of the demo tenant CrewAmp, for the API and the dashboard:
  live              ${live}
  test              ${test}

Paste this into another terminal:

  API=${api}
  KEY=${live}

  # List: newest first, then by search.
  curl -s "$API/v1/customers?per_page=3" -H "X-Api-Key: $KEY"
  curl -s "$API/v1/customers?search=steve" -H "X-Api-Key: $KEY"

  # Create.
  curl -s "$API/v1/customers" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '{"company_name":"Ada Plumbing","country_code":"GB"}'

  # Get: Steve the Plumber, with subscriptions and instances.
  ID=$(curl -s "$API/v1/customers?search=steve" -H "X-Api-Key: $KEY" | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
  curl -s "$API/v1/customers/$ID" -H "X-Api-Key: $KEY"

  # Clone: a new customer with Steve's setup.
  curl -s "$API/v1/customers/$ID/clone" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '{"company_name":"New Plumber"}'
`
}
