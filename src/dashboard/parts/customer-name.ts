/** The name to show of a customer, whose company or email may be missing. */
export function customerName(name: string | null | undefined): string {
  return name || 'Unnamed customer'
}
