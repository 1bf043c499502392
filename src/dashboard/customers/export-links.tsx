import { hrefWith } from '../address.ts'

/** Links that download the customers of the list. */
export function ExportLinks({ url }: { url: URL }) {
  const at = new URL(`/dashboard/customers/export${url.search}`, url)
  return (
    <p class="actions">
      {(['csv', 'ndjson'] as const).map((format) => (
        <a class="button" data-kind="quiet" href={hrefWith(at, { format })}>
          Download {format.toUpperCase()}
        </a>
      ))}
    </p>
  )
}
