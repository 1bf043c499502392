// Renders the reference with Scalar. The page sends requests only to the API that serves it.
const element = document.querySelector('#reference')
const { createApiReference } = await import(document.querySelector('script[data-scalar]').dataset.scalar)

const QUESTION = 'This is a live key, so the request changes live data. Send it?'

/** Sends a request to this origin. A change with a live key must be confirmed. */
async function send(input, init) {
  const request = new Request(input, init)
  if (new URL(request.url).origin !== location.origin) throw new Error('Only requests to this API can be sent.')
  const key = `${request.headers.get('X-Api-Key')} ${request.headers.get('Authorization')}`
  const isChange = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
  if (isChange && key.includes('hc_live_') && !confirm(QUESTION)) throw new Error('The request was not sent.')
  return fetch(request)
}

element.replaceChildren()
createApiReference(element, {
  url: '/openapi.json',
  customFetch: send,
  authentication: { preferredSecurityScheme: 'ApiKey' },
  persistAuth: false,
  // Nothing on this page may depend on another host.
  telemetry: false,
  withDefaultFonts: false,
  proxyUrl: '',
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  showDeveloperTools: 'never',
  documentDownloadType: 'direct',
  theme: 'none',
  hideDarkModeToggle: true,
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
})

/** Completes Scalar's markup: for the skip link, for screen readers, and with an example key. */
function complete() {
  const main = element.querySelector('main:not([id])')
  if (main) Object.assign(main, { id: 'main', tabIndex: -1 })
  // The bar of a narrow screen: the page has a header already.
  for (const bar of element.querySelectorAll('header:not([role], main *)')) {
    bar.role = 'presentation'
    Object.assign(bar.parentElement, { role: 'navigation', ariaLabel: 'Menu of the reference' })
  }
  for (const editor of document.querySelectorAll('[role="combobox"]:not([aria-expanded])')) {
    editor.setAttribute('aria-expanded', 'false')
  }
  for (const field of document.querySelectorAll('[placeholder^="QUxMIFlPVVIg"]')) field.placeholder = 'hc_test_…'
  for (const button of document.querySelectorAll('button[role="none"]')) button.removeAttribute('role')
  for (const editor of document.querySelectorAll('.cm-content:not([aria-label])')) editor.ariaLabel = 'Body'
  for (const button of document.querySelectorAll('button[aria-controls]:not([aria-expanded="true"])')) {
    if (!document.getElementById(button.getAttribute('aria-controls'))) button.removeAttribute('aria-controls')
  }
}

new MutationObserver(complete).observe(document.body, { childList: true, subtree: true })
complete()
