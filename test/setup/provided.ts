/** The running database of the global setup. Tests get it with `inject('database')`. */
export type ProvidedDatabase = {
  /** `postgres://` URL of the operator, who owns every table. */
  ownerUrl: string
  /** `postgres://` URL of the Worker's role `api_login`. */
  loginUrl: string
  /** `postgres://` URL of the superuser, who can read the roles' passwords. */
  superuserUrl: string
  /** The endpoint that speaks Neon's protocol, `http://127.0.0.1:<port>/sql`. */
  endpoint: string
  /** The server behind `startFaultyEndpoint`, `http://127.0.0.1:<port>`. */
  faults: string
}

declare module 'vitest' {
  interface ProvidedContext {
    database: ProvidedDatabase
  }
}

/** Signs the tests' Stripe events; its hash is stored in the database. */
export const STRIPE_SECRET = 'whsec_of_the_tests'
