/** A price such as “€19.00”. `cents` is in the smallest unit of the currency. */
export function price(cents: number, currency: string): string {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency })
    return format.format(cents / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
  } catch {
    return `${cents / 100} ${currency}`
  }
}
