// Every page works without this file. It adds live search, copy buttons and modal dialogs.

const one = (selector, from = document) => from.querySelector(selector)
const WAIT_MS = 200
const SAID_MS = 2000

addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest('input, textarea, select, [contenteditable], dialog')) return
  event.preventDefault()
  one('.topbar input')?.select()
})

addEventListener('click', async (event) => {
  const copy = event.target.closest('[data-copy]')
  const opener = event.target.closest('[data-dialog]')
  const closer = event.target.closest('dialog [data-close]')
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy)
    copy.dataset.done = ''
    one('#said').textContent = 'Copied.'
    setTimeout(() => {
      delete copy.dataset.done
      one('#said').textContent = ''
    }, SAID_MS)
  } else if (opener) {
    event.preventDefault()
    one(`#${opener.dataset.dialog}`).showModal()
  } else if (closer) {
    closer.closest('dialog').close()
    // A link to a part of the page is still followed.
    if (closer.hash === '#main') event.preventDefault()
  }
})

// Turns a dialog that the server sent open into a modal one.
for (const dialog of document.querySelectorAll('dialog[open]')) {
  dialog.close()
  dialog.showModal()
}
one('.banner[role="alert"]')?.focus()

// Counts the selected rules of a clone.
addEventListener('change', (event) => {
  const choices = event.target.closest('[data-counts]')
  if (!choices) return
  const count = (selector) => choices.querySelectorAll(selector).length
  one(`#${choices.dataset.counts}`).textContent = `${count('input:checked')} of ${count('input')} will be copied`
})

// Opens the target of the address, if it is a dialog or a collapsed part.
const openTarget = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1))
  if (target instanceof HTMLDetailsElement) target.open = true
  if (target instanceof HTMLDialogElement && !target.open) target.showModal()
}
addEventListener('hashchange', openTarget)
openTarget()

// Search as you type: loads the address of the form and shows its #results.
let timer
let asked
addEventListener('input', (event) => {
  const form = event.target.closest('.topbar form')
  if (!form || !one('#results')) return
  clearTimeout(timer)
  timer = setTimeout(async () => {
    asked?.abort()
    asked = new AbortController()
    const { signal } = asked
    const query = new URLSearchParams(new FormData(form))
    const url = query.get('search') ? `${form.action}?${query}` : form.action
    one('#results').setAttribute('aria-busy', 'true')
    one('#said').textContent = 'Searching…'
    const response = await fetch(url, { signal }).catch(() => undefined)
    const text = await response?.text().catch(() => undefined)
    // A newer search has replaced this one.
    if (signal.aborted) return
    if (text === undefined || response.status >= 429) return showFailure(url)
    const results = one('#results', new DOMParser().parseFromString(text, 'text/html'))
    // A page without results is a different page, such as the sign-in page.
    if (!response.ok || response.redirected || !results) return location.assign(url)
    one('#results').replaceWith(results)
    one('#said').textContent = one('#found')?.textContent ?? ''
    history.replaceState(null, '', url)
  }, WAIT_MS)
})

// Old results must not stay below the new search text.
function showFailure(url) {
  const failure = one('#search-failed').content.cloneNode(true)
  one('a', failure).href = url
  one('#said').textContent = one('strong', failure).textContent
  one('#results').replaceChildren(failure)
  one('#results').removeAttribute('aria-busy')
}
