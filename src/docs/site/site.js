// Adds a copy button to each block of commands. Everything else works without script.
for (const block of document.querySelectorAll('.code:is([data-kind="sh"], [data-kind="console"], [data-kind="ts"])')) {
  const commands = block.querySelectorAll('.command')
  const text = () =>
    commands.length > 0
      ? [...commands].map((line) => line.textContent).join('\n')
      : block.querySelector('code').textContent
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'copy'
  const label = commands.length > 0 ? 'Copy commands' : 'Copy'
  button.textContent = label
  const status = document.createElement('span')
  status.className = 'spoken'
  status.setAttribute('role', 'status')
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text().trimEnd())
    button.textContent = 'Copied'
    status.textContent = 'Copied to the clipboard'
    setTimeout(() => {
      button.textContent = label
      status.textContent = ''
    }, 2_000)
  })
  block.append(button, status)
}

// The menu of a narrow screen closes when a link inside this page is followed.
for (const menu of document.querySelectorAll('details.menu')) {
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    menu.open = false
    menu.querySelector('summary').focus()
  })
}
