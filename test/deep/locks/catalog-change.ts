/** A change to the database that weakens lock 4 or 5, and what the catalog test reports. */
export interface CatalogChange {
  name: string
  /** Runs as the owner of the database, as migrations do, unless `superuser` is set. */
  sql: string
  superuser?: true
  /** A difference that the catalog test reports. */
  says: string
}
