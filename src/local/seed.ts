/** Makes the demo data and returns the key texts of its tenants, by slug. */
export async function seed(_ownerUrl: string): Promise<Record<string, { live: string; test: string }>> {
  return {}
}
