const element = document.querySelector('#reference')
const { createApiReference } = await import(document.querySelector('script[data-scalar]').dataset.scalar)

/** Sends a request to this origin only. A change with a live key must be confirmed. */
async function send(input, init) {
  const request = new Request(input, init)
  if (new URL(request.url).origin !== location.origin) {
    throw new Error('This page sends requests only to the API that serves it.')
  }
  const key = request.headers.get('X-Api-Key') ?? request.headers.get('Authorization') ?? ''
  const isChange = !['GET', 'HEAD'].includes(request.method)
  if (isChange && key.includes('hc_live_') && !confirm(QUESTION)) throw new Error('Not sent.')
  return fetch(request)
}

const QUESTION = 'This is a live key, so the request changes live data. Send it anyway?'

element.replaceChildren()
createApiReference(element, {
  url: '/openapi.json',
  customFetch: send,
  authentication: { preferredSecurityScheme: 'ApiKey' },
  // Nothing of this page may depend on another host.
  telemetry: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  documentDownloadType: 'direct',
  persistAuth: false,
  theme: 'none',
  layout: 'modern',
  hideDarkModeToggle: true,
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
})
