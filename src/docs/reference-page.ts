import type { Addresses } from './assets.ts'
import type { Page } from './page.ts'

/** The page at `/docs/reference`, into which a script renders the OpenAPI document that the API serves. */
export function referencePage({ scalar, referenceScript, referenceStyle }: Addresses): Page {
  return {
    path: '/docs/reference',
    title: 'Reference',
    description: 'Every operation of the API, with a form to try it.',
    wide: true,
    head: `<link rel="stylesheet" href="${referenceStyle}">
<link rel="modulepreload" href="${scalar}">
<script type="module" src="${referenceScript}" data-scalar="${scalar}"></script>
`,
    main: `<aside class="notice" aria-label="Before you send a request">
<p><strong>Try it with a test key</strong> (<code>hc_test_…</code>): it works only in your
<a href="/docs/test-mode">sandbox</a>. A live key changes live data, so the page asks first. Your key stays in this tab
and is sent only to this API.</p>
</aside>
<div id="reference">
<main id="main" tabindex="-1" class="loading">
<h1>Reference</h1>
<p>Loading the reference. It needs JavaScript; the plain document is at
<a href="/openapi.json">/openapi.json</a>.</p>
</main>
</div>`,
  }
}
