/** How many rows a load makes. */
export type Sizes = {
  /** Customers of the one big tenant. */
  bigTenant: number
  smallTenants: number
  /** Customers of each small tenant. */
  smallTenant: number
  /** The newest customers of the big tenant, which have rules. */
  ruled: number
  rulesEach: number
}

/** The sizes at a scale: 1 is a million customers beside a hundred thousand; what is measured against stays as it is. */
export function sizesOf(scale: number): Sizes {
  return {
    bigTenant: Math.max(1, Math.round(1_000_000 * scale)),
    smallTenants: Math.max(1, Math.round(100 * scale)),
    smallTenant: 1_000,
    ruled: 20,
    rulesEach: 1_000,
  }
}
