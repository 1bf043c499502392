import type { DemoKeys } from './demo-keys.ts'

/** What a run has to offer when it is ready. */
export type Ready = {
  /** The API's address, without a slash at the end. */
  api: string
  neon: string
  database: string | null
  keys: DemoKeys
}

/** The text for people: what runs where, and commands to copy. */
export function formatBanner({ api, database, keys }: Ready): string {
  const [slug, key] = Object.entries(keys).find(([name]) => name === 'crewamp') ?? Object.entries(keys)[0] ?? []
  const head = [
    `The API is ready at ${api}`,
    `  document   ${api}/openapi.json`,
    ...(database ? [`  database   ${database}`] : []),
  ]
  if (!key)
    return `\n${[...head, '', 'There are no demo keys; make one with npm run -s admin -- key create <slug>.'].join('\n')}\n\n`
  return `
${head.join('\n')}

Copy into another terminal (${slug}'s key; ${Object.keys(keys).length} demo tenants):

  API=${api}
  KEY=${key.live}

  # list, with a search
  curl -s "$API/v1/customers?limit=2&search=iqm" -H "X-Api-Key: $KEY"

  # create
  curl -s "$API/v1/customers" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '{"email":"ada@example.com","first_name":"Ada","last_name":"Lovelace"}'

  # get: put an id from the list in place of ID
  curl -s "$API/v1/customers/ID" -H "X-Api-Key: $KEY"

  # clone
  curl -s "$API/v1/customers/ID/clone" -H "X-Api-Key: $KEY" -H 'Content-Type: application/json' \\
    -d '{"email":"ada.clone@example.com"}'

Ctrl-C stops everything; the next start finds the data.

`
}
