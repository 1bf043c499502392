/** “Update customer” for `updateCustomer`, “API key” for `api_key`. */
export function wordsOf(name: string): string {
  const words = name
    .replaceAll(/([A-Z])/g, ' $1')
    .replaceAll('_', ' ')
    .toLowerCase()
    .replace('api key', 'API key')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
