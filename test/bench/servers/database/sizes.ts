/** Number of rows of a load. */
export type Sizes = {
  /** Number of customers of the one big tenant. */
  bigTenant: number
  smallTenants: number
  /** Number of customers of each small tenant. */
  smallTenant: number
  /** Number of customers of the big tenant that have many rules: its newest. */
  customersWithRules: number
  rulesPerCustomer: number
}

/** Scale 1 is a million customers and a hundred small tenants. The size of a small tenant, the reference, is fixed. */
export function sizesOf(scale: number): Sizes {
  return {
    bigTenant: Math.max(1, Math.round(1_000_000 * scale)),
    smallTenants: Math.max(1, Math.round(100 * scale)),
    smallTenant: 1_000,
    customersWithRules: 20,
    rulesPerCustomer: 1_000,
  }
}
