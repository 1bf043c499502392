import type { DemoKeys } from './demo-keys.ts'
import { defaultDataDir } from './dev-options.ts'

/** What a run has to offer when it is ready. */
export type Ready = {
  /** The API's address, without a slash at the end. */
  api: string
  neon: string
  database: string | null
  keys: DemoKeys
}

/** Where a run without demo keys has its database: what the operator's command line must be told to find it. */
export type Place = { dataDir: string; foreign: boolean }

/** The text for people: what runs where, and commands to copy. */
export function formatBanner(ready: Ready, place: Place): string {
  const { api, database, keys } = ready
  const places = [
    `The API is ready at ${api}`,
    `  its document   ${api}/openapi.json`,
    ...(database ? [`  its database   ${database}`] : []),
  ].join('\n')
  const key = keys.crewamp?.live
  const offer = key ? commands(api, key) : withoutKeys(database, place)
  return `\n${places}\n\n${offer}\nCtrl-C stops it all; the next start finds the data.\n\n`
}

function withoutKeys(database: string | null, { dataDir, foreign }: Place): string {
  const create = 'npm run -s admin -- tenant create acme --name Acme'
  const command = foreign
    ? `DATABASE_ADMIN_URL=${database ? quote(database) : "'<URL of the role that owns the tables>'"} ${create}`
    : `${create}${dataDir === defaultDataDir ? '' : ` --data ${quote(dataDir)}`}`
  return `There are no demo keys in this run. To make one:\n\n  ${command}\n`
}

/** For a shell. */
function quote(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function commands(api: string, key: string): string {
  return `Copy this into another terminal (the key is CrewAmp's, a demo tenant):

  API=${api}
  KEY=${key}

  # List: newest first, or what a search finds.
  curl -s "$API/v1/customers?per_page=3" -H "X-Api-Key: $KEY"
  curl -s "$API/v1/customers?search=steve" -H "X-Api-Key: $KEY"

  # Create.
  curl -s "$API/v1/customers" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '{"company_name":"Ada Plumbing","country_code":"GB"}'

  # Get: Steve, with subscriptions and instances.
  ID=$(curl -s "$API/v1/customers?search=steve" -H "X-Api-Key: $KEY" | grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4)
  curl -s "$API/v1/customers/$ID" -H "X-Api-Key: $KEY"

  # Clone: set up like Steve, but for a new plumber.
  curl -s "$API/v1/customers/$ID/clone" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '{"source_customer_id":"'$ID'","company_name":"New Plumber"}'
`
}
