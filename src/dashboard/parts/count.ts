/** A number with separators: 1,284. */
export const count = (number: number) => number.toLocaleString('en')
