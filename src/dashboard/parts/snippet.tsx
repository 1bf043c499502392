import { CopyButton } from './id.tsx'

/** Code to copy. */
export function Snippet({ label, children }: { label: string; children: string }) {
  return (
    <div class="snippet">
      <pre class="code">{children}</pre>
      <CopyButton value={children} label={label} />
    </div>
  )
}
